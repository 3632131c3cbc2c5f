-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
create table public.leaf (id bigint primary key, tenant text);
alter table public.leaf enable row level security;
alter table public.leaf force row level security;
create table public.page (id bigint primary key, tenant text);
alter table public.page enable row level security;
alter table public.page force row level security;
-- === up
set local lock_timeout = '5s';
create policy a on public.note for select to authenticated using (owner = (select auth.uid()));
create policy b on public.note for select to authenticated using (owner = (select auth.uid()) and current_setting('app.debug', true) = 'on');
create policy c on public.note for select to authenticated using (owner = (select auth.uid()) or (is_public and current_setting('app.debug', true) = 'on'));
create policy d on public.note for select to authenticated using (owner = (select auth.uid()) or current_setting('request.path', true) = '/health'); -- not reported: The request's own parameters
create policy e on public.note for select to service_role using (owner = (select auth.uid()) or current_setting('app.debug', true) = 'on'); -- not reported: TO nobody but
create policy own on public.leaf for select to authenticated using (tenant = current_setting('app.tenant', true) and (select auth.uid()) is not null);
create policy all_of_them on public.leaf for select to authenticated using (current_setting('app.role', true) = 'admin'); -- not reported: A parameter that is compared with a column
create policy switched on public.page for select to authenticated using (current_setting('app.role', true) = 'admin'); -- not reported: Policies of tables that ask for no token
-- === config
rules: {policies-widen-each-other: "off"}
