-- === base
create schema app;
create table app.note (id bigint primary key, state text not null, price integer not null);
create function app.note_early() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.state = 'done' and old.state <> 'ready' then raise exception 'not ready'; end if;
  if new.price < old.price then raise exception 'no less'; end if;
  return new;
end $$;
create function app.note_caught() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.price < old.price then raise exception 'no less'; end if;
  return new;
end $$;
create function app.note_other() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.price < old.price then raise exception 'no less'; end if;
  return new;
end $$;
create function app.note_more() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.price < old.price then raise exception 'no less'; end if;
  return new;
end $$;
create trigger early before update on app.note for each row execute function app.note_early();
create trigger caught before update on app.note for each row execute function app.note_caught();
create trigger other before update on app.note for each row execute function app.note_other();
create trigger more before update on app.note for each row execute function app.note_more();
-- === config
rules: {table-without-rls: "off", table-open-after-up: "off", lock-timeout-missing: "off"}
-- === up
create or replace function app.note_early() returns trigger language plpgsql set search_path = '' as $$ -- expect: guard-dropped "app.note_early()"
begin
  if pg_trigger_depth() > 1 then return new; end if;
  if new.state = 'done' and old.state <> 'ready' then raise exception 'not ready'; end if;
  if new.price < old.price then raise exception 'no less'; end if;
  return new;
end $$;
create or replace function app.note_caught() returns trigger language plpgsql set search_path = '' as $$ -- expect: guard-dropped "app.note_caught()"
begin
  if new.price < old.price then raise exception 'no less'; end if;
  return new;
exception when others then return new;
end $$;
create or replace function app.note_other() returns trigger language plpgsql set search_path = '' as $$ -- expect: guard-dropped "app.note_other()"
begin
  if new.price < old.price and false then raise exception 'no less'; end if;
  return new;
end $$;
create or replace function app.note_more() returns trigger language plpgsql set search_path = '' as $$ -- not reported: A function that raises another
begin
  if new.state = 'gone' then raise exception 'it is gone; leave it'; end if;
  -- As before.
  if new.price < old.price then
    raise exception 'the price is %', old.price;
  end if;
  return new;
end $$;
