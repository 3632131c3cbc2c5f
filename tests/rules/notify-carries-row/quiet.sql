-- === base
create schema private;
create table private.note (id bigint primary key, body text);
create table private.open (id bigint primary key, body text);
alter table private.note enable row level security, force row level security;
-- === up
set lock_timeout = '5s';
create function private.announce() returns trigger language plpgsql set search_path = '' as $$
begin
  perform pg_notify('notes', new.id::text); -- not reported: Single columns
  return null;
end $$;
create trigger announce after insert on private.note for each row execute function private.announce();
create function private.opened() returns trigger language plpgsql set search_path = '' as $$
begin
  perform pg_notify('open', to_jsonb(new)::text); -- not reported: Tables without row-level
  return null;
end $$;
create trigger opened after insert on private.open for each row execute function private.opened();
create function private.hidden() returns trigger language plpgsql set search_path = '' as $$
declare
  payload text;
begin
  execute 'select to_jsonb($1)' into payload using new; -- not reported: A row that is put together
  perform pg_notify('notes', payload);
  return null;
end $$;
create trigger hidden after insert on private.note for each row execute function private.hidden();
