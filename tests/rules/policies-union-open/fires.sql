-- === base
create table public.note (id bigint primary key, owner uuid, tenant text, status text, is_public boolean);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy archived on public.note for select to authenticated using (is_public); -- expect: policies-union-open
create policy live on public.note for select to authenticated using (is_public is not true);
-- === config
rules: {policies-widen-each-other: "off"}
