-- === base
begin;
create schema app;
create table app.note (id integer primary key, title text not null);
create table app.history (id bigint generated always as identity primary key, was text);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off"}
-- === base file db/policies/history.sql
create or replace function app.refuse() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception '% of % is refused', tg_op, tg_table_name;
end
$$;
drop trigger if exists history_refuse on app.history;
create trigger history_refuse before update or delete or truncate on app.history for each statement execute function app.refuse();
-- === file db/policies/history.sql
create or replace function app.refuse() returns trigger language plpgsql set search_path = '' as $$ -- expect: append-only-opened "app.history"
begin
  return null;
end
$$;
drop trigger if exists history_refuse on app.history;
create trigger history_refuse before update or delete or truncate on app.history for each statement execute function app.refuse();
