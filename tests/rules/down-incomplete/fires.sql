-- === base
begin;
create schema private;
create table private.old (id bigint, title text);
create view private.v as select 1 as one;
commit;
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off", index-not-concurrent: "off"}
-- === migration
begin;
create type private.mood as enum ('good'); -- expect: down-incomplete "private.mood"
create table private.note (id bigint primary key, mood private.mood);
create index old_title on private.old (title); -- expect: down-incomplete "private.old_title"
alter table private.old add column body text; -- expect: down-incomplete "private.old.body"
drop view private.v;
commit;

/* DOWN */

-- expect: down-incomplete "private.v"
begin;
drop table private.note;
commit;
