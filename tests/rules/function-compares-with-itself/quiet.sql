-- === config
platform: supabase
-- === base
create table members (org_id uuid, user_id uuid, role text not null, primary key (org_id, user_id));
alter table members enable row level security;
create policy own on members for select to authenticated using (user_id = (select auth.uid()));
create table note (id bigint primary key, org_id uuid not null, body text);
alter table note enable row level security;
create policy read on note for select to authenticated using (false); -- db-verify: allow policy-permissive-false reason="a case"
-- === up
create function a(org_id uuid) returns boolean language sql stable set search_path = '' as $$
  select exists (select 1 from public.members m where m.user_id = (select auth.uid()) and m.org_id = a.org_id) $$;
create function b(p_org_id uuid) returns boolean language sql stable set search_path = '' as $$
  select exists (select 1 from public.members m where m.user_id = (select auth.uid()) and m.org_id = p_org_id) $$;
create function c(org_id uuid) returns boolean language plpgsql stable set search_path = '' as $$
begin
  return exists (select 1 from public.members m where m.user_id = (select auth.uid()) and m.org_id = org_id); -- not reported: A bare name that is a variable
end $$;
create function d(org_id uuid) returns boolean language plpgsql stable set search_path = '' as $$
declare
  n record;
begin
  for n in select * from elsewhere.t where t.org_id = org_id loop -- not reported: Queries of tables whose columns
    execute format('delete from %I where org_id = org_id', n.name); -- not reported: What is run by EXECUTE
  end loop;
  return exists (select 1 from public.members m join public.members o on m.org_id = o.org_id where m.user_id = o.user_id);
end $$;
create function e(user_id uuid) returns bigint language sql stable set search_path = '' as $$
  with members as (select n.id, n.org_id as org from public.note n)
  select count(*) from members where members.org = user_id $$;
create function f() returns trigger language plpgsql set search_path = '' as $$
begin
  update public.note set body = '' where org_id = new.org_id and id <> new.id;
  return new;
end $$;
create function g(body text) returns bigint language sql stable set search_path = '' as $$ select count(*) from public.note where body = $1 $$;
