-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, status text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy a on public.note for select to authenticated using (owner = (select auth.uid())); -- not reported: `owner = auth
create policy b on public.note for select to authenticated using (status <> 'draft' and owner = (select auth.uid())); -- not reported: `<>` and NOT IN
create policy c on public.note for select to authenticated using (status not in ('draft'));
create policy d on public.note for select to authenticated using (owner = (select auth.uid()) or owner is null); -- not reported: Rows without
create policy e on public.note for select to authenticated using ((select auth.uid()) is not null and owner is not distinct from (select auth.uid()));
-- === config
rules: {policies-widen-each-other: "off"}
