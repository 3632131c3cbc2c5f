-- === base
create role viewer;
create role clerk;
create table note (id bigint primary key, owner text not null);
alter table note enable row level security;
alter table note force row level security;
create policy viewers on note for select to viewer using (true); -- db-verify: allow policy-always-true reason="it reads for the views"
create policy clerks on note for select to clerk using (owner = current_user);
grant select on note to viewer, clerk;
-- === up
create function nobodys() returns setof note language sql stable security definer set search_path = '' as $$ select * from public.note $$;
revoke execute on function nobodys() from public;
grant execute on function nobodys() to clerk;
set local role viewer;
-- expect: definer-ignores-caller "public.all_notes()"
create function all_notes() returns setof note language sql stable security definer set search_path = '' as $$ select * from public.note $$;
revoke execute on function all_notes() from public;
grant execute on function all_notes() to clerk;
