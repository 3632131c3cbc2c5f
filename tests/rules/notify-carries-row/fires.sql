-- === base
create schema private;
create table private.note (id bigint primary key, body text);
alter table private.note enable row level security, force row level security;
-- === up
set lock_timeout = '5s';
create function private.announce() returns trigger language plpgsql set search_path = '' as $$ -- expect: notify-carries-row "private.announce"
declare
  payload jsonb;
begin
  payload := pg_catalog.jsonb_build_object('kind', tg_op, 'row', pg_catalog.to_jsonb(new));
  perform pg_catalog.pg_notify('notes', payload::text);
  return null;
end $$;
create trigger announce after insert on private.note for each row execute function private.announce();
create function private.gone() returns trigger language plpgsql set search_path = '' as $$ -- expect: notify-carries-row "private.gone"
begin
  perform pg_notify('notes', row_to_json(old.*)::text);
  return null;
end $$;
create trigger gone after delete on private.note for each row execute function private.gone();
