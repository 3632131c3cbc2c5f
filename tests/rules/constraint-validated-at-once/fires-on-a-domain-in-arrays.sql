-- === base
create domain email as text;
create table note (id bigint primary key, addresses email[]);
-- === up
set lock_timeout = '5s';
alter domain email add constraint has_at check (value ~ '@'); -- expect: constraint-validated-at-once "public.email"
