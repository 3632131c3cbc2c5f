-- === migration
begin;
create extension citext; -- expect: down-incomplete "citext"
create schema app;
commit;

/* DOWN */

begin;
drop schema app;
commit;
