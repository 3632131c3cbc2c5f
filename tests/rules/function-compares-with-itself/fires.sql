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
-- expect: function-compares-with-itself "public.is_member(uuid)"
create function is_member(org_id uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (select 1 from public.members m where m.user_id = (select auth.uid()) and m.org_id = org_id) $$;
-- expect: function-compares-with-itself "public.drop_org(uuid)"
create function drop_org(org uuid) returns void language plpgsql security definer set search_path = '' as $$
begin
  if not exists (select 1 from public.members m where m.org_id = org_id and m.user_id = auth.uid()) then raise exception 'no'; end if;
  delete from public.note where note.org_id = org;
end $$;
-- expect: function-compares-with-itself "public.empty_org(uuid)"
create procedure empty_org(org_id uuid) language plpgsql set search_path = '' as $$
#variable_conflict use_column
begin
  delete from public.note where org_id = note.org_id;
end $$;
-- expect: function-compares-with-itself "public.rename(text)"
create function rename(body text) returns void language sql set search_path = ''
begin atomic
  update public.note set body = '' where note.body = body;
end;
revoke execute on function is_member(uuid), drop_org(uuid), rename(text) from public, anon, authenticated;
revoke execute on procedure empty_org(uuid) from public, anon, authenticated;
grant execute on function is_member(uuid), drop_org(uuid), rename(text) to authenticated;
grant execute on procedure empty_org(uuid) to authenticated;
