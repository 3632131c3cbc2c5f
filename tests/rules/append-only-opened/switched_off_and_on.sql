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
create table app.other (id integer primary key);
create trigger other_refuse before update or delete or truncate on app.other for each statement execute function app.refuse();
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off"}
-- === migration
begin;
alter table app.history disable trigger history_refuse;
alter table app.history enable trigger history_refuse;
drop trigger history_refuse on app.history; -- expect: append-only-opened "app.history"
commit;

/* DOWN */

begin;
create trigger history_refuse before update or delete or truncate on app.history for each statement execute function app.refuse();
commit;
-- === migration 202601030000__replica.sql
begin;
alter table app.other enable replica trigger other_refuse; -- expect: trigger-disabled "app.other other_refuse"
commit;

/* DOWN */

begin;
alter table app.other enable trigger other_refuse;
commit;
