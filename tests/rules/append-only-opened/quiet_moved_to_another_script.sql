-- === base
begin;
create schema app;
create table app.note (id integer primary key, title text not null);
create table app.history (id bigint generated always as identity primary key, was text);
create function app.refuse() returns trigger language plpgsql set search_path = '' as $$
begin
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
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off"}
-- === base file db/policies/note.sql
drop trigger if exists note_record on app.note;
create trigger note_record after update or delete on app.note for each row execute function app.record();
-- === file db/policies/note.sql
drop trigger if exists note_record on app.note;
comment on table app.note is 'notes';
-- === file db/policies/note_history.sql
create or replace trigger note_recorded after update or delete on app.note for each row execute function app.record(); -- not reported: A recording trigger that another
