-- === base
begin;
create schema private;
create table private.note (id bigint, title text, body text);
create function private.keep() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger keep_1 after delete on private.note for each row execute function private.keep();
create trigger keep_2 after delete on private.note for each row execute function private.keep();
create trigger old after truncate on private.note execute function private.keep('a');
alter table private.note disable trigger old;
commit;
/* DOWN */
begin;
drop schema private cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", down-cascades: "off", access-exclusive-held: "off"}
-- === migration
begin;
create trigger one before update on private.note for each row execute function private.keep();
create trigger after_too after update on private.note for each row execute function private.keep(); -- not reported: Triggers that differ in what
create trigger told before update on private.note for each row execute function private.keep('told');
create trigger each before update on private.note execute function private.keep();
create trigger inserted before insert on private.note for each row execute function private.keep(); -- not reported: Triggers of other events
create trigger of_title after update of title on private.note for each row execute function private.keep('columns');
create trigger of_body after update of body on private.note for each row execute function private.keep('columns');
create trigger low before update on private.note for each row when (old.id < 5) execute function private.keep('when');
create trigger high before update on private.note for each row when (old.id >= 5) execute function private.keep('when'); -- not reported: Triggers that both
create trigger young after truncate on private.note execute function private.keep('a'); -- not reported: A trigger that is switched off
comment on trigger keep_1 on private.note is null; -- not reported: What was so before the change
commit;

/* DOWN */

begin;
drop trigger young on private.note;
drop trigger high on private.note;
drop trigger low on private.note;
drop trigger of_body on private.note;
drop trigger of_title on private.note;
drop trigger inserted on private.note;
drop trigger each on private.note;
drop trigger told on private.note;
drop trigger after_too on private.note;
drop trigger one on private.note;
commit;
