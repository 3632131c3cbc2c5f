-- === config
platform: supabase
rules: {policies-widen-each-other: "off", policy-without-check: "off"}
-- === base
create schema app;
create table app.member (team bigint not null, who uuid not null, role text not null default 'reader', primary key (team, who));
create table app.page (id bigint primary key, team bigint, owner_id uuid default auth.uid(), visibility text default 'private', title text default '');
alter table app.member enable row level security, force row level security;
alter table app.page enable row level security, force row level security;
create policy mine on app.page for select to authenticated using (owner_id = (select auth.uid()) or page.visibility = 'public');
create policy admins on app.page for select to authenticated
  using (exists (select from app.member m where m.team = page.team and m.who = (select auth.uid()) and m.role = 'admin'));
-- === up
set lock_timeout = '5s';
alter table app.page alter column owner_id drop default; -- expect: policy-default-changed "app.page.owner_id"
alter table app.page alter column visibility set default 'public'; -- expect: policy-default-changed "app.page.visibility"
alter table app.member alter column role set default 'admin'; -- expect: policy-default-changed "app.member.role"
