-- === base
begin;
create schema app;
create table app.note (id integer primary key, title text not null);
create table app.history (id bigint generated always as identity primary key, was text, at timestamptz not null default now());
alter table app.history enable row level security;
create policy added on app.history for insert with check (was is not null);
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
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", rls-not-forced: "off", down-incomplete: "off", write-check-weaker-than-using: "off", policy-without-role: "off", policy-ignores-caller: "off"}
-- === base file db/policies/history.sql
drop policy if exists seen on app.history;
create policy seen on app.history for select using (was is not null);
-- === file db/policies/history.sql
drop policy if exists seen on app.history;
create policy seen on app.history for select using (was <> 'mallory'); -- expect: history-recording-changed "app.history seen"
-- === migration
begin;
create or replace function app.record() returns trigger language plpgsql set search_path = '' as $$ -- expect: history-recording-changed "app.record()"
begin
  insert into app.history (was) values ('somebody');
  return null;
end
$$;
alter table app.history alter column at set default '2020-01-01'; -- expect: history-recording-changed "app.history.at"
alter policy added on app.history with check (was <> 'mallory'); -- expect: history-recording-changed
commit;

/* DOWN */

begin;
alter policy added on app.history with check (was is not null);
alter table app.history alter column at set default now();
create or replace function app.record() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into app.history (was) values (old.title);
  return null;
end
$$;
commit;
