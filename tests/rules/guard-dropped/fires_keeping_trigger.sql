-- === base
begin;
create schema app;
create table app.member (id integer primary key, role text not null, seen integer, level integer);
create function app.keep_role() returns trigger language plpgsql set search_path = '' as $$
begin
  new.role := old.role;
  return new;
end
$$;
create function app.keep_level() returns trigger language plpgsql set search_path = '' as $$
begin
  new.level = old.level;
  return new;
end
$$;
create function app.count_up() returns trigger language plpgsql set search_path = '' as $$
begin
  new.seen := old.seen + 1;
  return new;
end
$$;
create trigger member_role before update on app.member for each row execute function app.keep_role();
create trigger member_level before update on app.member for each row execute function app.keep_level();
create trigger member_seen before update on app.member for each row execute function app.count_up();
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off"}
-- === migration
begin;
drop trigger member_role on app.member; -- expect: guard-dropped "app.member member_role"
create or replace function app.keep_level() returns trigger language plpgsql set search_path = '' as $$ -- expect: guard-dropped "app.keep_level()"
begin
  return new;
end
$$;
drop trigger member_seen on app.member; -- not reported: Triggers that raise nothing
commit;

/* DOWN */

begin;
create trigger member_seen before update on app.member for each row execute function app.count_up();
create or replace function app.keep_level() returns trigger language plpgsql set search_path = '' as $$
begin
  new.level = old.level;
  return new;
end
$$;
create trigger member_role before update on app.member for each row execute function app.keep_role();
commit;
