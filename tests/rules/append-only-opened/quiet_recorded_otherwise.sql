-- === base file db/bootstrap/roles.sql
create role writer;
-- === base file db/seeds/note.sql
insert into app.note values (1, 'one', 'new'), (2, 'two', 'old');
insert into app.history (was) values ('nothing yet');
-- === base
begin;
create schema app;
grant usage on schema app to writer;
create table app.note (id integer primary key, title text not null, state text not null);
create table app.history (id bigint generated always as identity primary key, was text);
alter table app.note enable row level security;
alter table app.note force row level security;
create policy note_writer on app.note to writer using (id > 0) with check (id > 0);
grant select, insert, update, delete on app.note to writer;
create function app.refuse() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception '% of % is refused', tg_op, tg_table_name;
end
$$;
create function app.record() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into app.history (was) values (old.title);
  return null;
end
$$;
create trigger history_refuse before update or delete or truncate on app.history for each statement execute function app.refuse();
create trigger note_record after update or delete on app.note for each row execute function app.record();
commit;
/* DOWN */
begin;
commit;
-- === config
seeds: [db/seeds]
exposed_schemas: [app]
access:
  roles: [writer]
  allow:
    - {role: writer, object: app.note, may: [select, insert, update, delete]}
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", table-without-rls: "off", table-open-after-up: "off", history-recording-changed: "off"}
-- === migration
begin;
create table app.changes (id bigint generated always as identity primary key, was text);
create trigger changes_refuse before update or delete or truncate on app.changes for each statement execute function app.refuse();
create or replace function app.record() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' then
    -- insert into app.history
    insert into app.changes (was) values (old.title);
  elsif old is distinct from new then
    insert into app.history (was) values (old.title || ' became ' || new.title);
  end if;
  return null;
end
$$;
commit;

/* DOWN */

begin;
create or replace function app.record() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into app.history (was) values (old.title);
  return null;
end
$$;
drop table app.changes;
commit;
