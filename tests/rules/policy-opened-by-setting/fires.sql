-- === base
create table public.note (id bigint primary key, owner uuid, login text, tenant text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy a on public.note for select to authenticated using (owner = (select auth.uid()) or current_setting('app.debug', true) = 'on'); -- expect: policy-opened-by-setting "public.note a"
create policy b on public.note for select to authenticated using (owner = (select auth.uid()) or coalesce(current_setting('app.mode', true), 'closed') = 'open'); -- expect: policy-opened-by-setting
create policy c on public.note for update to authenticated using (login = current_user or current_setting('app.maintenance', true)::boolean) with check (login = current_user); -- expect: policy-opened-by-setting
create policy d on public.note for insert to authenticated with check (owner = (select auth.uid()) or current_setting('app.import', true) in ('full', 'part')); -- expect: policy-opened-by-setting
create policy e on public.note for select to authenticated using (owner = (select auth.uid()) or (current_setting('app.a', true) = 'x' and current_setting('app.b', true) = 'y')); -- expect: policy-opened-by-setting
create policy f on public.note for select to authenticated using (case when current_setting('app.debug', true) = 'on' then true else owner = (select auth.uid()) end); -- expect: policy-opened-by-setting
create policy g on public.note for select to authenticated using (current_setting('application_name') = 'support'); -- expect: policy-opened-by-setting
-- === config
rules: {policies-widen-each-other: "off"}
