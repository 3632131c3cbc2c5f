-- === base
begin;
create schema private;
create table private.note (id bigint, title text, "Body" text);
create table private.page (id bigint, title text) partition by range (id);
create table private.page_1 partition of private.page for values from (0) to (1000);
create function private.keep() returns trigger language plpgsql as $$ begin return null; end $$;
create function private.touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger note_keep after update on private.note for each row execute function private.keep();
create trigger note_touch before update of title, "Body" on private.note for each row execute function private.touch();
commit;
/* DOWN */
begin;
drop schema private cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", down-cascades: "off", access-exclusive-held: "off"}
-- === migration
begin;
create trigger note_history after insert or update on private.note for each row execute function private.keep(); -- expect: trigger-fires-twice "private.note note_history"
create trigger "A touch" before insert or update on private.note for each row when (new.id > 0) execute function private.touch(); -- expect: trigger-fires-twice "private.note \"A touch\""
create trigger page_keep after insert on private.page for each row execute function private.keep();
create trigger page_1_keep after insert on private.page_1 for each row execute function private.keep(); -- expect: trigger-fires-twice
commit;

/* DOWN */

begin;
drop trigger page_1_keep on private.page_1;
drop trigger page_keep on private.page;
drop trigger "A touch" on private.note;
drop trigger note_history on private.note;
commit;
