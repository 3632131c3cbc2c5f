-- === base
create table public.note (id bigint primary key);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy views on public.note for select to eng_views, analyst using (true); -- expect: policy-always-true
create policy writes on public.note for update to eng_views using (true) with check (true); -- expect: policy-always-true
-- === config
view_owners: [eng_views]
