-- === base file db/bootstrap/roles.sql
create role writer;
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
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", table-without-rls: "off", rewrite-rule-on-table: "off"}
-- === migration
begin;
create table app.history_2026 () inherits (app.history);
create trigger history_2026_refuse before update or delete or truncate on app.history_2026 for each statement execute function app.refuse();
create function app.route() returns trigger language plpgsql set search_path = '' as $$
begin
  new.was := coalesce(new.was, 'nothing');
  insert into app.history_2026 (was) values (new.was);
  return null;
end
$$;
create trigger history_route before insert on app.history for each row execute function app.route(); -- not reported: A trigger before INSERT that sends a row -- expect: history-recording-changed "app.history history_route"
create rule also as on insert to app.history do also notify history;
commit;

/* DOWN */

begin;
drop rule also on app.history;
drop trigger history_route on app.history;
drop function app.route();
drop table app.history_2026;
commit;
