-- === base
begin;
create schema app;
create table app.note (id integer primary key, title text not null);
create table app.history (id bigint generated always as identity primary key, was text);
create function app.refuse() returns trigger language plpgsql set search_path = '' as $$
begin
  -- Whatever the row is.
  raise exception '% of % is refused', tg_op, tg_table_name;
end
$$;
create function app.record() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into app.history (was) values (old.title);
  return null;
end
$$;
create trigger history_refuse before update or delete or truncate on app.history for each statement execute function app.refuse();
create trigger note_record after update on app.note for each row execute function app.record();
create or replace function app.cheaper() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.id < old.id then
    raise exception 'no less';
  end if;
  return new;
end
$$;
create trigger note_cheaper before update on app.note for each row execute function app.cheaper();
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off"}
-- === base file db/policies/functions.sql
create or replace function app.refuse() returns trigger language plpgsql set search_path = '' as $$
begin
  -- Whatever the row is.
  raise exception '% of % is refused', tg_op, tg_table_name;
end
$$;
create or replace function app.record() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into app.history (was) values (old.title);
  return null;
end
$$;
create or replace function app.cheaper() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.id < old.id then
    raise exception 'no less';
  end if;
  return new;
end
$$;
-- === file db/policies/functions.sql
create or replace function app.refuse() returns trigger language plpgsql set search_path = '' as $$
begin
  -- Whatever the row is.
  raise exception '% of % is refused', tg_op, tg_table_name;
end
$$;
create or replace function app.record() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into app.history (was) values (old.title);
  return null;
end
$$;
create or replace function app.cheaper() returns trigger language plpgsql set search_path = '' as $$ -- expect: guard-dropped "app.cheaper()"
begin
  if new.id < old.id then
    raise notice 'less';
  end if;
  return new;
end
$$;
