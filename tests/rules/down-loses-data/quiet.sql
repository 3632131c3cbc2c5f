-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
create function private.touch() returns trigger language plpgsql set search_path = '' as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end
$$;
alter table private.note add column updated_at timestamptz not null default now();
create trigger touch before update on private.note for each row execute function private.touch(); -- not reported: A column that holds the moment
create table private.full (id integer not null check (id > 0 and id < 0), body text);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {access-exclusive-held: "off", lock-timeout-missing: "off", backfill-with-ddl: "off"}
-- === migration
begin;
alter table private.note add column title_before text;
update private.note set title_before = title, title = '';
update private.full set body = 'gone'; -- not reported: Rows of a table that could not be given any
commit;

/* DOWN */

begin;
update private.note set title = title_before;
alter table private.note drop column title_before;
commit;
