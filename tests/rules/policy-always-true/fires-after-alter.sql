-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, status text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy a on public.note for select to authenticated using (owner = (select auth.uid()));
alter policy a on public.note using (true); -- expect: policy-always-true "public.note a"
-- === config
rules: {policies-widen-each-other: "off"}
