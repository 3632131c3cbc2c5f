-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text, touched timestamptz);
create table private.part (check (id > 0)) inherits (private.note);
create function private.no() returns trigger language plpgsql set search_path = '' as $$ begin return null; end $$;
create table private.old (id bigint primary key, title text);
create trigger old_no before insert on private.old for each row execute function private.no();  -- not reported: What was so before
commit;
/* DOWN */
begin;
commit;
-- === config
exposed_schemas: []
rules: {lock-timeout-missing: "off"}
-- === migration
begin;
create function private.refuse() returns trigger language plpgsql set search_path = '' as $$ begin raise exception 'closed'; return null; end $$;
create trigger note_refuse before insert on private.note for each row execute function private.refuse();  -- not reported: A function that raises
create function private.some() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.id < 0 then return null; end if;
  return new;
end $$;
create trigger note_some before insert on private.note for each row execute function private.some();
create function private.either() returns trigger language plpgsql set search_path = '' as $$ begin return coalesce(new, old); end $$;
create trigger note_either before update or delete on private.note for each row execute function private.either();
create function private.both() returns trigger language plpgsql set search_path = '' as $$
begin
  if tg_op = 'DELETE' then return old; end if;
  return new;
end $$;
create trigger note_both before update or delete on private.note for each row execute function private.both();
create trigger note_when before insert on private.note for each row when (new.id < 0) execute function private.no();  -- not reported: A trigger with a WHEN
create trigger note_off before insert on private.note for each row execute function private.no();
alter table private.note disable trigger note_off; -- expect: trigger-disabled
create trigger note_after after insert on private.note for each row execute function private.no();
create trigger note_once before insert on private.note for each statement execute function private.no();
create function private.route() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into private.part values (new.*);
  return null;
end $$;
create trigger note_route before insert on private.note for each row execute function private.route();  -- not reported: A trigger on INSERT alone
create trigger note_guard before delete on private.note for each row execute function private.no();  -- not reported: One on UPDATE or DELETE alone
commit;

/* DOWN */

begin;
drop trigger note_guard on private.note;
drop trigger note_route on private.note;
drop function private.route();
drop trigger note_once on private.note;
drop trigger note_after on private.note;
drop trigger note_off on private.note;
drop trigger note_when on private.note;
drop trigger note_both on private.note;
drop function private.both();
drop trigger note_either on private.note;
drop function private.either();
drop trigger note_some on private.note;
drop function private.some();
drop trigger note_refuse on private.note;
drop function private.refuse();
commit;
