-- === base file db/bootstrap/roles.sql
create role writer;
-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
alter table private.note enable row level security;
alter table private.note force row level security;
create policy owners on private.note for select to current_user using (id > 0);
create table private.secret (id integer primary key, title text not null);
alter table private.secret enable row level security;
alter table private.secret force row level security;
create policy writers on private.secret for all to writer using (id > 0);
create table private.word (id integer primary key, title text);
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
create table private.copied (id integer primary key, title text);
insert into private.copied select id, title from private.note; -- not reported: What a statement reads, where a policy
with secret as (select 1 as id) insert into private.copied select id + 1000 from secret;
create table private.shape as select * from private.secret with no data; -- not reported: CREATE TABLE AS … WITH NO DATA
select count(*) from private.secret; -- not reported: A SELECT that writes nothing
commit;

/* DOWN */

begin;
drop table private.shape;
drop table private.copied;
commit;
