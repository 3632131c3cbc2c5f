-- === base
begin;
create table public.project (id integer primary key, tenant text not null, note text);
alter table public.project enable row level security;
alter table public.project force row level security;
create policy project_tenant on public.project for all using (tenant = current_user) with check (tenant = current_user);
commit;
/* DOWN */
begin;
drop table public.project;
commit;
-- === config
rules: {data-lost: "off", down-loses-data: "off"}
-- === migration
begin;
set local lock_timeout = '5s';
alter table public.project no force row level security;
update public.project set note = 'none' where note is null; -- expect: backfill-with-ddl "public.project"
alter table public.project force row level security;
commit;

/* DOWN */

begin;
comment on table public.project is null;
commit;
