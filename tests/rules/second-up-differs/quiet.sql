-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
create table private.other (id integer, at timestamptz default now());
insert into private.other values (1); -- not reported: `now()`
commit;

/* DOWN */

begin;
drop table private.other;
commit;
