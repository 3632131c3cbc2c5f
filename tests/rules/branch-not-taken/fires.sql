-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text, body text);
alter table private.note enable row level security, force row level security;
create policy mine on private.note using (title = current_user);
create table private.legacy (id bigint primary key);
commit;
-- === base file db/bootstrap/roles.sql
create role clerk;
-- === config
rules: {lock-timeout-missing: "off", drop-breaks-readers: "off", down-incomplete: "off", statement-outside-transaction: "off"}
-- === migration
begin;
do $$
declare
  many bigint;
  one record;
begin
  if (select count(*) from private.note) > 500 then
    alter table private.note disable row level security; -- expect: branch-not-taken "private.note"
  end if;
  select reltuples into many from pg_class where oid = 'private.note'::regclass;
  case when many > 1000 then
    grant select on private.note to public; -- expect: branch-not-taken "private.note"
  else
    null;
  end case;
  for one in select id from private.note where title = 'no such title' loop
    execute 'drop policy mine on private.note'; -- expect: branch-not-taken "mine"
  end loop;
  execute case when (select count(*) from private.note) > 500 then 'alter policy mine on private.note using (true)' else 'select 1' end; -- expect: branch-not-taken "mine"
  begin
    perform 1 / (select count(*) from private.legacy where id < -5);
    alter table private.note drop column body; -- expect: branch-not-taken "private.note"
  exception when division_by_zero then
    null;
  end;
  if not exists (select from private.note where title = 'no such title') then
    return;
  end if;
  -- expect: bypassrls-granted "clerk"
  alter role clerk replication; -- expect: branch-not-taken "clerk"
  alter default privileges in schema private grant select on tables to clerk; -- expect: branch-not-taken
  create or replace view private.notes with (security_invoker = true) as select id from private.note; -- expect: branch-not-taken "private.notes"
  create or replace function private.me() returns text language sql stable set search_path = '' as 'select ''root''::text'; -- expect: branch-not-taken "me"
  truncate private.legacy; -- expect: branch-not-taken "private.legacy"
end $$;
comment on table private.note is 'notes';
commit;

/* DOWN */

begin;
comment on table private.note is null;
do $$
begin
  if (select count(*) from private.note) > 500 then
    delete from private.note; -- expect: branch-not-taken "private.note"
  end if;
end $$;
commit;
