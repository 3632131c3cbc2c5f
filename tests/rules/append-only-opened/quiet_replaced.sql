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
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off"}
-- === migration
begin;
create or replace function app.refuse() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception 'a history is not changed: % of %', tg_op, tg_table_name using errcode = 'insufficient_privilege';
end
$$;
drop trigger note_record on app.note;
create trigger note_record_better after insert or update on app.note for each row execute function app.record(); -- not reported: A recording trigger
commit;

/* DOWN */

begin;
create or replace function app.refuse() returns trigger language plpgsql set search_path = '' as $$
begin
  -- Whatever the row is.
  raise exception '% of % is refused', tg_op, tg_table_name;
end
$$;
drop trigger note_record_better on app.note;
create trigger note_record after update on app.note for each row execute function app.record();
commit;
