-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text, touched timestamptz);
create table private.log (id bigint generated always as identity, row jsonb);
create function private.kept() returns trigger language plpgsql set search_path = '' as $$ begin return new; end $$;
create trigger note_kept before insert on private.note for each row execute function private.kept();
commit;
/* DOWN */
begin;
commit;
-- === config
exposed_schemas: []
rules: {lock-timeout-missing: "off", notify-carries-row: "off"}
-- === migration
begin;
create function private.touch() returns trigger language plpgsql set search_path = '' as $$
begin
  new.touched := now(); -- return new;
  return null;
end $$;
create trigger note_touch before update on private.note for each row execute function private.touch(); -- expect: trigger-drops-rows "private.note note_touch"
create function private.tell() returns trigger language plpgsql set search_path = '' as $$
begin
  raise notice 'return new;';
  perform pg_notify('note', 'written');
  return null;
end $$;
create trigger note_tell before insert on private.note for each row execute function private.tell(); -- expect: trigger-drops-rows "private.note note_tell"
create function private.record() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into private.log (row) values (to_jsonb(new));
  return null;
end $$;
create trigger note_record before insert or update on private.note for each row execute function private.record(); -- expect: trigger-drops-rows "private.note note_record"
create function private.seen() returns trigger language plpgsql set search_path = '' as $$
begin
  return new;
end $$;
create trigger note_seen before update or delete on private.note for each row execute function private.seen(); -- expect: trigger-drops-rows "private.note note_seen"
-- expect: trigger-drops-rows "private.note note_kept"
create or replace function private.kept() returns trigger language plpgsql set search_path = '' as $$ begin return null; end $$;
commit;

/* DOWN */

begin;
create or replace function private.kept() returns trigger language plpgsql set search_path = '' as $$ begin return new; end $$;
drop trigger note_seen on private.note;
drop function private.seen();
drop trigger note_record on private.note;
drop function private.record();
drop trigger note_tell on private.note;
drop function private.tell();
drop trigger note_touch on private.note;
drop function private.touch();
commit;
