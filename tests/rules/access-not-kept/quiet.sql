-- === base
create table public.note (id bigint primary key, tenant text);
alter table public.note enable row level security;
alter table public.note force row level security;
create policy service on public.note for all to service_role using (true) with check (true);
grant select, insert, update, delete on public.note to service_role;
create table public.closed_before (id bigint primary key); -- not reported: What was so before
grant insert on public.closed_before to service_role;
create function public.mine(id bigint) returns boolean language sql stable as 'select true';
-- === up
set local lock_timeout = '5s';
drop policy service on public.note;
create policy service on public.note for all to service_role
  using ((select auth.role()) = 'service_role') with check ((select auth.role()) = 'service_role');
revoke delete on public.note from service_role;
grant delete on public.note to service_role;
revoke insert on public.closed_before from service_role; -- not reported: An action that `access:` does not name
create table public.wall (id bigint primary key);
alter table public.wall enable row level security;
alter table public.wall force row level security;
grant select on public.wall to service_role;
create policy service on public.wall for select to service_role using (public.mine(id)); -- not reported: Policies that ask what
create table public.fence (id bigint primary key);
alter table public.fence enable row level security;
alter table public.fence force row level security;
do $$ begin -- not reported: Relations of which
  execute format('grant select on public.%I to service_role', 'fence');
  execute format('create policy p on public.%I for select to service_role using (true)', 'fence');
end $$;
-- === config
access:
  allow:
    - {role: service_role, object: [public.note], may: [select, insert, update, delete]}
    - {role: service_role, object: [public.wall, public.fence, public.closed_before], may: select}
