-- === base 202606100900__merged.sql
create type mood as enum ('good');
