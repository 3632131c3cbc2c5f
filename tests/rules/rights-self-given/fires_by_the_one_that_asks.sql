-- === config
platform: supabase
rules: {lock-timeout-missing: "off", policies-widen-each-other: "off", policy-widened: "off"}
-- === base
create table public.note (id bigint primary key, owner uuid not null, tenant text not null, body text);
alter table public.note enable row level security, force row level security;
create policy own on public.note for select to authenticated using (owner = (select auth.uid()));
grant select on public.note to authenticated;
create table public.member (user_id uuid, tenant text, nickname text, primary key (user_id, tenant));
alter table public.member enable row level security, force row level security;
create policy mine on public.member for select to authenticated using (user_id = (select auth.uid()));
grant select on public.member to authenticated;
create table public.profile (id uuid primary key, role text not null default 'member', name text);
alter table public.profile enable row level security, force row level security;
create policy mine on public.profile for select to authenticated using (id = (select auth.uid()));
grant select on public.profile to authenticated;
create function public.is_admin() returns boolean language sql stable security definer set search_path = ''
  as $$ select exists (select from public.profile p where p.id = (select auth.uid()) and p.role = 'admin') $$;
revoke execute on function public.is_admin() from public, anon;
create policy admins on public.note for update to authenticated using ((select public.is_admin())) with check ((select public.is_admin()));
create policy tenants on public.note for select to authenticated
  using (tenant in (select m.tenant from public.member m where m.user_id = (select auth.uid())));
create table public.list (id bigint primary key, owner uuid not null);
alter table public.list enable row level security, force row level security;
create table public.item (id bigint primary key, list_id bigint not null references public.list);
create index item_list_id on public.item (list_id);
alter table public.item enable row level security, force row level security;
create policy of_list on public.item for select to authenticated
  using (exists (select from public.list l where l.id = item.list_id and l.owner = (select auth.uid())));
create table public.team (user_id uuid primary key, team text);
alter table public.team enable row level security, force row level security;
create policy own on public.team for all to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.team to authenticated;
-- === up
create policy teams on public.note for delete to authenticated -- expect: rights-self-given "public.team own"
  using (exists (select from public.team t where (select auth.uid()) = t.user_id and t.team = note.tenant));
