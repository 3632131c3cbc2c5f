-- === base file db/bootstrap/roles.sql
create role writer;
-- === base
begin;
create schema private;
create table private.note (id bigint constraint note_key primary key, title text);
create table private.page (id bigint primary key, title text);
create table private.log (line text);
grant update on private.note, private.page, private.log to writer;
create publication changes for table private.note, private.page (id, title);
commit;
/* DOWN */
begin;
drop schema private cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", guard-dropped: "off", down-cascades: "off", access-exclusive-held: "off", constraint-builds-index: "off", blocking-validation: "off"}
-- === migration
begin;
alter table private.note drop constraint note_key; -- expect: replica-identity-missing "private.note"
alter table private.page replica identity nothing; -- expect: replica-identity-missing "private.page"
create publication logs for table private.log; -- expect: replica-identity-missing "private.log"
commit;

/* DOWN */

begin;
drop publication logs;
alter table private.page replica identity default;
alter table private.note add constraint note_key primary key (id);
commit;
