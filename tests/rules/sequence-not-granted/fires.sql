-- === base file db/bootstrap/roles.sql
create role writer;
create role reader;
-- === base
begin;
create schema private;
create table private.old (id bigserial primary key, title text);
grant usage on schema private to writer;
create table private.mine (id bigserial primary key, title text);
grant insert on private.mine to writer;
grant usage on sequence private.mine_id_seq to writer;
commit;
/* DOWN */
begin;
drop schema private cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", down-cascades: "off", table-without-rls: "off", table-open-after-up: "off"}
-- === migration
begin;
create table private.note (id bigserial primary key, title text);
-- expect: sequence-not-granted "private.note reader"
grant select, insert on private.note to writer, reader; -- expect: sequence-not-granted "private.note writer"
create sequence private.numbers;
create table private.page (id bigint primary key default nextval('private.numbers'), title text);
grant usage on sequence private.numbers to reader;
grant insert (title) on private.page to writer; -- expect: sequence-not-granted "private.page writer"
grant insert on all tables in schema private to writer; -- expect: sequence-not-granted "private.old writer"
revoke usage on sequence private.mine_id_seq from writer; -- expect: sequence-not-granted "private.mine writer"
commit;

/* DOWN */

begin;
grant usage on sequence private.mine_id_seq to writer;
revoke insert on private.old from writer;
drop table private.page;
drop sequence private.numbers;
drop table private.note;
commit;
