-- === config
platform: supabase
-- === base
create table note (id bigint primary key, owner uuid not null, body text);
alter table note enable row level security;
create policy own on note for select to authenticated using (owner = (select auth.uid()));
grant select on note to authenticated;
create role clerk;
create table news (id bigint primary key, body text);
alter table news enable row level security;
create policy clerks on news for select to clerk using (true); -- db-verify: allow policy-always-true reason="they write them"
-- === up
-- expect: definer-ignores-caller "public.all_notes()"
create function all_notes() returns setof note language sql stable security definer set search_path = '' as $$ select * from public.note $$;
-- expect: definer-ignores-caller "public.later()"
create function later() returns table (note_id bigint, note_body text) language plpgsql security definer set search_path = '' as $$
begin
  return query select n.id, n.body from public.note n where n.id > 10;
end $$;
-- expect: definer-ignores-caller "public.remove(bigint)"
create function remove(i bigint) returns void language sql security definer set search_path = '' as $$ delete from public.note where id = i $$;
-- expect: definer-ignores-caller "public.blank(integer)"
create procedure blank(integer) language sql security definer begin atomic; update public.note set body = '' where id = $1; end;
-- expect: definer-ignores-caller "public.all_news()"
create function all_news() returns setof news language sql stable security definer set search_path = '' as $$ select * from public.news $$;
revoke execute on function all_news() from public, anon;
grant execute on function all_news() to authenticated;
revoke execute on function all_notes(), later(), remove(bigint) from public, anon, authenticated;
revoke execute on procedure blank(integer) from public, anon, authenticated;
grant execute on function all_notes(), later(), remove(bigint) to authenticated;
grant execute on procedure blank(integer) to clerk;
