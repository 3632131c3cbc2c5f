-- === base file db/bootstrap/roles.sql
create role reader;
create role clerk;
create role owner login createrole;
grant reader, clerk to owner with admin option;
alter database app owner to owner;
-- === base
create schema private;
create table private.note (id integer primary key, title text not null);
create table private.plan (id integer primary key, title text not null);
create table private.task (id integer primary key, title text not null);
create table private.memo (id integer primary key, title text not null);
create table private.other (id integer primary key);
-- === config
exposed_schemas: []
trial: {owner: owner}
rules: {lock-timeout-missing: "off", table-open-after-up: "off", table-without-rls: "off", function-changes-rights: "off", column-rewrites-table: "off", table-rewritten-in-trial: "off"}
-- === up
create function private.on_note() returns integer language plpgsql set search_path = '' as $$ begin execute 'grant select on private.note to public'; return 1; end $$; -- expect: privilege-open-after-up "private.note"
create table private.copied as select private.on_note() as one;
create function private.on_plan() returns trigger language plpgsql set search_path = '' as $$ begin execute 'grant truncate on private.plan to reader'; return new; end $$; -- expect: privilege-open-after-up "private.plan"
create trigger on_plan before insert on private.other for each row execute function private.on_plan();
insert into private.other values (7);
drop trigger on_plan on private.other;
create function private.on_task() returns integer language plpgsql set search_path = '' as $$ begin execute 'grant select on private.task to public'; return 1; end $$; -- expect: privilege-open-after-up "private.task"
alter table private.other add column one integer default private.on_task();
create function private.on_roles() returns integer language plpgsql set search_path = '' as $$ begin execute concat('create role boss ', 'createrole'); return 1; end $$; -- expect: privilege-open-after-up "boss"
prepare making as select private.on_roles();
execute making;
-- === up 202601030000__block.sql
do $$ declare q text; begin select 'alter role clerk createrole' into q; execute q; end $$; -- expect: privilege-open-after-up "clerk"
