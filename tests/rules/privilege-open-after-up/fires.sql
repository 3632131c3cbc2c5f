-- === base file db/bootstrap/roles.sql
create role reader;
create role clerk;
create role above bypassrls;
create role owner login createrole;
grant reader, clerk to owner;
grant above to owner with admin option;
alter database app owner to owner;
-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
create table private.plan (id integer primary key, title text not null);
create table private.task (id integer primary key, title text not null);
create table private.memo (id serial primary key, title text not null);
create function private.run(what text) returns void language plpgsql set search_path = '' as $$ begin execute what; end $$;
commit;
/* DOWN */
begin;
commit;
-- === config
exposed_schemas: []
trial: {owner: owner}
rules: {lock-timeout-missing: "off", table-open-after-up: "off", table-without-rls: "off", statement-outside-transaction: "off"}
-- === migration
begin;
do $$ begin grant select on private.note to public; end $$; -- expect: privilege-open-after-up "private.note"
do $$ declare q text; begin select 'grant truncate on private.plan to reader' into q; execute q; end $$; -- expect: privilege-open-after-up "private.plan"
select private.run('grant select on private.task to reader with grant option'); -- expect: privilege-open-after-up "private.task"
do $$ begin grant create on schema private to public; end $$; -- expect: privilege-open-after-up "private"
do $$ begin grant update on sequence private.memo_id_seq to public; end $$; -- expect: privilege-open-after-up "private.memo_id_seq"
do $$ begin grant select (title) on private.memo to public; end $$; -- expect: privilege-open-after-up "private.memo.title"
do $$ begin alter default privileges in schema private grant select on tables to reader; end $$; -- expect: privilege-open-after-up "of owner in private on tables"
do $$ declare q text; begin select 'grant above to clerk' into q; execute q; end $$; -- expect: privilege-open-after-up "clerk in above"
commit;

/* DOWN */

begin;
do $$ begin revoke above from clerk; end $$;
do $$ begin alter default privileges in schema private revoke select on tables from reader; end $$;
do $$ begin revoke select (title) on private.memo from public; end $$;
do $$ begin revoke update on sequence private.memo_id_seq from public; end $$;
do $$ begin revoke create on schema private from public; end $$;
select private.run('revoke select on private.task from reader');
select private.run('revoke truncate on private.plan from reader');
do $$ begin revoke select on private.note from public; end $$;
commit;
