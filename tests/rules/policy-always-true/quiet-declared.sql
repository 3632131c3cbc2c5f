-- === base
create table public.note (id bigint primary key);
alter table public.note enable row level security;
alter table public.note force row level security;
-- === up
set local lock_timeout = '5s';
create policy readers on public.note for select to analyst using (true); -- not reported: TO nobody but a role that `access:` lets write (`service_role` where it declares none), or that it allows
-- === config
access: {allow: [{role: analyst, object: public.note, may: select}]}
