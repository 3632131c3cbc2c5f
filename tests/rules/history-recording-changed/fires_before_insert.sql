-- === base
begin;
create schema app;
create table app.note (id integer primary key, title text not null);
create table app.history (id bigint generated always as identity primary key, was text, actor text default session_user, at timestamptz not null default now());
alter table app.history enable row level security;
create policy added on app.history for insert with check (was is not null);
create function app.refuse() returns trigger language plpgsql set search_path = '' as $$
begin
  -- Whatever the row is.
  raise exception '% of % is refused', tg_op, tg_table_name;
end
$$;
create function app.who() returns text language plpgsql stable set search_path = '' as $$ begin return session_user; end $$;
create function app.stamp() returns trigger language plpgsql set search_path = '' as $$
begin
  new.at := now();
  return new;
end
$$;
create function app.record() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into app.history (was, actor) values (old.title, app.who());
  return null;
end
$$;
create trigger history_refuse before update or delete or truncate on app.history for each statement execute function app.refuse();
create trigger history_stamp before insert on app.history for each row execute function app.stamp();
create trigger history_stamp_late before insert on app.history for each row when (new.was is null) execute function app.stamp();
create trigger note_record after update on app.note for each row execute function app.record();
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", rls-not-forced: "off", down-incomplete: "off", write-check-weaker-than-using: "off", policy-without-role: "off", policy-ignores-caller: "off"}
-- === migration
begin;
create or replace function app.stamp() returns trigger language plpgsql set search_path = '' as $$ -- expect: history-recording-changed "app.stamp()"
begin
  new.at := '2020-01-01';
  return new;
end
$$;
create or replace function app.who() returns text language plpgsql stable set search_path = '' as $$ begin return 'somebody'; end $$; -- expect: history-recording-changed "app.who()"
create function app.falsify() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.actor = 'mallory' then
    new.actor := 'somebody';
  end if;
  return new;
end
$$;
create trigger history_falsify before insert on app.history for each row execute function app.falsify(); -- expect: history-recording-changed "app.history history_falsify"
drop trigger history_stamp_late on app.history; -- expect: history-recording-changed "app.history history_stamp_late"
commit;

/* DOWN */

begin;
create trigger history_stamp_late before insert on app.history for each row when (new.was is null) execute function app.stamp();
drop trigger history_falsify on app.history;
drop function app.falsify();
create or replace function app.who() returns text language plpgsql stable set search_path = '' as $$ begin return session_user; end $$;
create or replace function app.stamp() returns trigger language plpgsql set search_path = '' as $$
begin
  new.at := now();
  return new;
end
$$;
commit;
