-- === config
platform: supabase
-- === base
create table note (id bigint primary key, owner uuid not null, body text);
alter table note enable row level security;
create policy own on note for all to authenticated using (owner = (select auth.uid()));
create table news (id bigint primary key, body text);
alter table news enable row level security;
create policy readers on news for select to authenticated using (true); -- db-verify: allow policy-always-true reason="news are for all"
grant select on note, news to authenticated;
create view own_notes with (security_invoker = true) as select id, body from note;
create function put_old() returns trigger language plpgsql security definer set search_path = '' as $$ begin update public.note set body = new.body where id = new.id; return new; end $$;
revoke execute on function put_old() from public, anon, authenticated;
create trigger put instead of update on own_notes for each row execute function put_old();
revoke all on own_notes from anon, authenticated;
-- === up
create view v_note with (security_invoker = true) as select id, owner, body from note;
create view v_news with (security_invoker = true) as select id, body from news;
revoke all on v_note, v_news from anon, authenticated;
-- expect: definer-ignores-caller "public.put()"
create function put() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.note set body = new.body where id = new.id;
  return new;
end $$;
-- expect: definer-ignores-caller "public.add()"
create function add() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.note (id, owner, body) values (new.id, new.owner, new.body);
  return new;
end $$;
-- expect: definer-ignores-caller "public.put_news()"
create function put_news() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.news set body = new.body where id = old.id;
  return new;
end $$;
revoke execute on function put(), add(), put_news() from public, anon, authenticated;
create trigger put instead of update on v_note for each row execute function put();
create trigger add instead of insert on v_note for each row execute function add();
create trigger put_news instead of update on v_news for each row execute function put_news();
grant select, insert, update on v_note to authenticated;
grant select, update on v_news to authenticated;
-- expect: definer-ignores-caller "public.put_old()"
grant select, update on own_notes to authenticated;
