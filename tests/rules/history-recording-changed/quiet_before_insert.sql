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
create trigger note_record after update on app.note for each row execute function app.record();
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", rls-not-forced: "off", down-incomplete: "off", write-check-weaker-than-using: "off", policy-without-role: "off", policy-ignores-caller: "off"}
-- === migration
begin;
alter table app.history add column digest text;
create function app.digest() returns trigger language plpgsql set search_path = '' as $$
begin
  -- It leaves new.actor := alone, and says so: 'new.actor := x'.
  new.digest := md5(new.was);
  return new;
end
$$;
create trigger history_digest before insert on app.history for each row execute function app.digest(); -- not reported: A trigger before INSERT that gives no column
create function app.look() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.was = '' then raise exception 'nothing to record'; end if;
  return coalesce(new, old);
end
$$;
create trigger history_look before insert on app.history for each row execute function app.look();
drop trigger history_stamp on app.history;
create trigger history_stamps before insert on app.history for each row execute function app.stamp(); -- not reported: A trigger that another one
create or replace function app.who() returns text language plpgsql stable set search_path = '' as $$
begin
  return session_user;
end
$$;
commit;

/* DOWN */

begin;
create or replace function app.who() returns text language plpgsql stable set search_path = '' as $$ begin return session_user; end $$;
drop trigger history_stamps on app.history;
create trigger history_stamp before insert on app.history for each row execute function app.stamp();
drop trigger history_look on app.history;
drop function app.look();
drop trigger history_digest on app.history;
drop function app.digest();
alter table app.history drop column digest;
commit;
