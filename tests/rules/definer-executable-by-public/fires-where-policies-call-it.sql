-- === config
exposed_schemas: []
-- === base
begin;
create table public.note (id bigint primary key, owner uuid);
alter table public.note enable row level security;
alter table public.note force row level security;
create role reader;
commit;
/* DOWN */
begin;
drop table public.note;
drop role reader;
commit;
-- === migration
begin;
set local lock_timeout = '5s';
-- expect: definer-executable-by-public "public.is_admin(uuid)"
create function public.is_admin(who uuid) returns boolean language sql security definer set search_path = '' as $$ select who is not null $$;
create policy note_admin on public.note for select to reader using (is_admin(owner));
commit;

/* DOWN */

begin;
drop policy note_admin on public.note;
drop function public.is_admin(uuid);
commit;
