-- === base
begin;
create schema private;
create table private.old (id bigint primary key, title text, n int check (n > 0));
commit;

/* DOWN */

begin;
drop table private.old;
drop schema private;
commit;
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off", constraint-builds-index: "off", data-lost: "off", access-exclusive-held: "off"}
-- === migration
begin;
alter table private.old drop column n;
alter table private.old add column slug text unique; -- expect: down-incomplete "private.old.slug"
alter table private.old add column "Other" text; -- expect: down-incomplete "private.old.\"Other\""
commit;

/* DOWN */

begin;
alter table private.old add column n int; -- expect: down-incomplete "private.old old_n_check"
commit;
