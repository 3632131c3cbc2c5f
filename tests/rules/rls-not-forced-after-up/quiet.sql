-- === base
begin;
create table note (id integer primary key, title text);
alter table note enable row level security;
alter table note force row level security;
create table same (id integer);
alter table same enable row level security; -- not reported: Tables that were the same on the base
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
do $$ begin execute 'alter table note no force row level security'; end $$;
do $$ begin execute 'alter table note force row level security'; end $$;
create schema private;
create table private.other (id integer);
commit;

/* DOWN */

begin;
drop table private.other;
drop schema private;
commit;
