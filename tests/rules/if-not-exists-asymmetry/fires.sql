-- === config
rules: {lock-timeout-missing: "off"}
-- === base
begin;
create table note (id bigint);
create schema private;
commit;
-- === migration
begin;
alter table note add column if not exists title text;
create table if not exists private.remark (id bigint);
commit;

/* DOWN */

begin;
alter table note drop column title; -- expect: if-not-exists-asymmetry "public.note.title"
drop table if exists private.remark; -- expect: if-not-exists-asymmetry "private.remark"
commit;
