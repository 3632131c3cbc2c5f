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
-- === up
create view v_note with (security_invoker = true) as select id, owner, body from note;
revoke all on v_note from anon, authenticated;
create function put() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  update public.note set body = new.body where id = old.id; -- not reported: An INSTEAD OF trigger
  return new;
end $$;
create function add() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.note (id, owner, body) values (new.id, auth.uid(), new.body);
  return new;
end $$;
create function remove() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from public.note where id = 7;
  return old;
end $$;
create function as_caller() returns trigger language plpgsql set search_path = '' as $$
begin
  update public.note set body = new.body where id = new.id;
  return new;
end $$;
revoke execute on function put(), add(), remove(), as_caller() from public, anon, authenticated;
create trigger put instead of update on v_note for each row execute function put();
create trigger add instead of insert on v_note for each row execute function add();
create trigger remove instead of delete on v_note for each row execute function remove();
create view v_same with (security_invoker = true) as select id, owner, body from note;
revoke all on v_same from anon, authenticated;
create trigger put instead of update on v_same for each row execute function as_caller();
grant select, insert, update on v_note, v_same to authenticated;
grant select, insert, update, delete on v_note to service_role;
