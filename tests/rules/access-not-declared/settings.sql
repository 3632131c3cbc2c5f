-- === base
create table public.note (id bigint primary key, tenant text not null, team text);
alter table public.note enable row level security;
alter table public.note force row level security;
grant select on public.note to app;
-- === up
set local lock_timeout = '5s';
create policy own on public.note for select to app using (tenant = current_setting('app.tenant', true));
create policy team on public.note for select to app using (team = current_setting('app.team', true)); -- expect: access-not-declared "public.note app"
create table public.task (id bigint primary key, tenant text, team text);
alter table public.task enable row level security;
alter table public.task force row level security;
grant select on public.task to app;
create policy own on public.task for select to app
  using (tenant = current_setting('app.tenant') and team = (select current_setting('app.team')));
-- === config
rules: {policies-widen-each-other: "off"}
access:
  settings:
    own: {app.tenant: a, app.team: red}
    another: {app.tenant: b, app.team: red}
  allow: [{role: app, object: [public.note, public.task], may: select, claims: own}]
