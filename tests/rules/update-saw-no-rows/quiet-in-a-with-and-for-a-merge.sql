-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
create table private.log (id integer);
alter table private.note enable row level security;
alter table private.note force row level security;
create policy owners on private.note for all to current_user using (id > 0);
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
with changed as (update private.note set title = title where id = 0 returning id) insert into private.log select id from changed; -- not reported: A statement with a WHERE, where
merge into private.note as n using private.log as l on n.id = 0 when matched then update set title = ''; -- not reported: A statement with a WHERE, where
create table private.other (id integer);
commit;

/* DOWN */

begin;
drop table private.other;
commit;
