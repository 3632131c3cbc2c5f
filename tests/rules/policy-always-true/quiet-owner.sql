-- === base
create role keeper;
create role boss superuser;
create role above bypassrls;
create table public.note (id bigint primary key, owner uuid);
alter table public.note enable row level security;
alter table public.note owner to keeper;
-- === up
set local lock_timeout = '5s';
create policy keeps on public.note to keeper using (true) with check (true); -- not reported: TO nobody but roles that row-level security does not bind
create policy bosses on public.note for select to boss, above, postgres using (true); -- not reported: TO nobody but roles that row-level security does not bind
-- === config
rules: {policies-widen-each-other: "off"}
