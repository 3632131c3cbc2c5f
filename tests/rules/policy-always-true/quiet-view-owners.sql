-- === base
create table public.note (id bigint primary key);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy views on public.note for select to eng_views using (true); -- not reported: FOR SELECT, TO nobody
-- === config
view_owners: [eng_views]
