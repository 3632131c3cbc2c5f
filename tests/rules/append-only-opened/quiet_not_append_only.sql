-- === base
begin;
create schema app;
create table app.note (id integer primary key, title text not null);
create function app.refuse() returns trigger language plpgsql set search_path = '' as $$
begin
  raise exception '% of % is refused', tg_op, tg_table_name;
end
$$;
create trigger note_keep before delete on app.note for each row execute function app.refuse();
create trigger note_keep_old before update on app.note for each row when (old.id < 100) execute function app.refuse();
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off"}
-- === migration
begin;
drop trigger note_keep on app.note; -- not reported: Tables whose triggers -- expect: guard-dropped
drop trigger note_keep_old on app.note; -- expect: guard-dropped
commit;

/* DOWN */

begin;
create trigger note_keep before delete on app.note for each row execute function app.refuse();
create trigger note_keep_old before update on app.note for each row when (old.id < 100) execute function app.refuse();
commit;
