-- === base
begin;
create table note (id integer primary key, title text);
alter table note enable row level security;
alter table note force row level security;
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
do $$ declare what text; begin select 'alter table note no force row level security' into what; execute what; end $$; -- expect: rls-not-forced-after-up "public.note"
commit;

/* DOWN */

begin;
alter table note force row level security;
commit;
