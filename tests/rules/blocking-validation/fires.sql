-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null, size integer not null);
create table private.other (id integer primary key, name text);
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
set local lock_timeout = '5s';
do $$ declare what text; begin select 'alter table private.note add constraint big check (size > -9)' into what; execute what; end $$; -- expect: blocking-validation
commit;

/* DOWN */

begin;
alter table private.note drop constraint big;
commit;
