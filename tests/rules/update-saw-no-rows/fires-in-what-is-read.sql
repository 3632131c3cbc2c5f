-- === base file db/bootstrap/roles.sql
create role writer;
-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
alter table private.note enable row level security;
alter table private.note force row level security;
create policy writers on private.note for all to writer using (id > 0);
create table private.word (id integer primary key, title text);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {sequence-starts-over: "off", column-required-without-default: "off", migration-fails: "off", down-loses-data: "off", down-incomplete: "off"}
-- === migration
begin;
create table private.copied (id integer primary key, title text);
insert into private.copied select id, title from private.note; -- expect: update-saw-no-rows "private.note"
create table private.taken as select n.id from private.word as w left join private.note as n on n.id = w.id; -- expect: update-saw-no-rows "private.note"
create materialized view private.counted as select count(*) from private.note; -- expect: update-saw-no-rows "private.note"
update private.word set title = (select n.title from private.note as n where n.id = word.id); -- expect: update-saw-no-rows "private.note"
create sequence private.numbers;
select setval('private.numbers', (select max(id) from private.note)); -- expect: update-saw-no-rows "private.note"
with old as (select id from private.note) insert into private.copied select id + 1000 from old; -- expect: update-saw-no-rows "private.note"
commit;

/* DOWN */

begin;
drop sequence private.numbers;
drop materialized view private.counted;
drop table private.taken;
drop table private.copied;
commit;
