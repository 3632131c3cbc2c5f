-- === base
create domain email as text;
create table note (id bigint primary key, address email);
-- === up
set lock_timeout = '5s';
alter domain email add constraint has_at check (value ~ '@'); -- expect: constraint-validated-at-once "public.email"
alter domain email add constraint not_empty check (value <> '') not valid;
create schema private;
create domain private.email as text;
alter domain private.email add check (value ~ '@');
