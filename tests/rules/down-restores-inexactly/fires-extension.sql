-- === migration
begin;
set local lock_timeout = '5s';
create extension if not exists citext; -- expect: down-restores-inexactly "citext"
create schema app;
create domain app.address as citext;
commit;

/* DOWN */

begin;
drop domain app.address;
drop schema app;
commit;
