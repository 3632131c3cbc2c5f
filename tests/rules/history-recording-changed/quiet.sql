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
-- === migration
begin;
alter table app.note alter column title set default ''; -- not reported: Tables that are not
alter table app.history add column more text; -- not reported: What the same change makes
create function app.other() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into app.history (was) values (new.title);
  return null;
end
$$;
create trigger note_other after insert on app.note for each row execute function app.other();
commit;

/* DOWN */

begin;
drop trigger note_other on app.note;
drop function app.other();
alter table app.history drop column more;
alter table app.note alter column title drop default;
commit;
