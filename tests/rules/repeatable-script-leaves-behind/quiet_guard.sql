-- === base
create schema app;
create table app.note (id integer primary key, title text not null);
create function app.refuse() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception '% of % is refused', tg_op, tg_table_name;
end
$$;
-- === base file db/policies/note.sql
drop trigger if exists note_refuse on app.note;
create trigger note_refuse before truncate on app.note for each statement execute function app.refuse();
-- === file db/policies/note.sql
comment on table app.note is 'notes'; -- not reported: A trigger of which -- expect: guard-dropped "app.note note_refuse"
