-- === up 202606100900__later.sql
create type mood as enum ('good'); -- expect: date-in-the-future "202606100900"
