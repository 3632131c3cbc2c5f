-- === base
begin;
create schema private;
create table private.old (id bigint primary key, title text);
commit;

/* DOWN */

begin;
drop table private.old;
drop schema private;
commit;
-- === config
rules: {blocking-validation: "off"}
-- === migration
begin;
set local lock_timeout = '5s';
-- expect: down-leaves-trace "private.old.slug"
do $$ begin execute (select 'alter table private.old add column slug text unique check (length(slug) < length(title))' from (values (1)) as v); end $$;
commit;

/* DOWN */

begin;
comment on schema private is null;
commit;
