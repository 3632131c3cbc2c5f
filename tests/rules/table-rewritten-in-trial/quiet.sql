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
create table private.fresh (id integer primary key, name text);
insert into private.fresh values (1, 'a');
alter table private.fresh alter column id type bigint;
truncate private.fresh; -- not reported: TRUNCATE
alter table private.other add column at timestamptz default clock_timestamp(); -- not reported: What a rule has found -- expect: column-rewrites-table
commit;

/* DOWN */

begin;
drop table private.fresh;
alter table private.other drop column at;
commit;
