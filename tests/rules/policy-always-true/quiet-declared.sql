-- === base
create table public.note (id bigint primary key);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy readers on public.note for select to analyst using (true);
-- === config
access: {allow: [{role: analyst, object: public.note, may: select}]}
