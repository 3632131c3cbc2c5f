-- === base
create table public.note (id bigint primary key, tenant text);
alter table public.note enable row level security;
alter table public.note force row level security;
create policy service on public.note for all to service_role using (true) with check (true);
grant select, insert, update, delete on public.note to service_role;
-- === up
set local lock_timeout = '5s';
alter table public.note add column body text;
drop policy service on public.note; -- expect: access-not-kept "public.note service_role"
alter table public.note add column title text;
-- === config
access:
  allow:
    - {role: service_role, object: public.note, may: [select, insert, update, delete]}
