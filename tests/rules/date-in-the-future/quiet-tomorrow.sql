-- === up 202606021200__tomorrow.sql
create type mood as enum ('good'); -- not reported: Tomorrow
