-- === base
create table public.note (id bigint primary key, tenant text, customer text);
alter table public.note enable row level security;
alter table public.note force row level security;
create policy tenant on public.note for select to app using (tenant = current_setting('app.tenant', true));
grant select on public.note to app;
-- === up
set local lock_timeout = '5s';
create table public.task (id bigint primary key, tenant text);
alter table public.task enable row level security;
alter table public.task force row level security;
grant select on public.task to app;
create policy tenant on public.task for select to app using (tenant = (select current_setting('app.tenant')));
create table public.bill (id bigint primary key, tenant text, customer text);
alter table public.bill enable row level security;
alter table public.bill force row level security;
grant select on public.bill to app;
create policy customer on public.bill for select to app using (customer = (select current_setting('app.customer', true))); -- expect: access-not-kept "public.bill app"
-- === config
access:
  settings: {own: {app.tenant: one}, another: {app.tenant: two}}
  allow:
    - {role: app, object: [public.note, public.task, public.bill], may: select, claims: own}
