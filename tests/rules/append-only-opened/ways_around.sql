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
create table app.any_history (was text);
alter table app.history inherit app.any_history; -- expect: append-only-opened "app.history"
create rule quiet as on insert to app.history where new.was = 'one' do instead nothing; -- expect: append-only-opened "app.history"
create function app.some() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.was = 'two' then
    return null;
  end if;
  return new;
end
$$;
create trigger history_some before insert on app.history for each row execute function app.some(); -- expect: append-only-opened "app.history"
create or replace trigger note_record after update or delete on app.note for each row when (old.title <> 'three') execute function app.record(); -- expect: append-only-opened "app.note"
commit;

/* DOWN */

begin;
create or replace trigger note_record after update or delete on app.note for each row execute function app.record();
drop trigger history_some on app.history;
drop function app.some();
drop rule quiet on app.history;
alter table app.history no inherit app.any_history;
drop table app.any_history;
commit;
