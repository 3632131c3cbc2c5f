-- === config
rules: {drop-breaks-readers: "off", down-incomplete: "off", lock-timeout-missing: "off", backfill-with-ddl: "off"}
-- === base
begin;
create table note (id bigint, title text);
create table other (id bigint);
create table third (id bigint);
commit;
-- === migration
begin;
alter table note drop column title; -- expect: data-lost "public.note.title"
truncate third; -- expect: data-lost "public.third"
delete from note; -- expect: data-lost "public.note"
drop table other; -- expect: data-lost "public.other"
commit;

/* DOWN */

begin;
alter table note add column title text;
commit;
