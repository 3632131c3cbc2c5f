-- === base
begin;
create schema app;
create table app.note (id serial primary key, title text);
create table app.page (id bigint generated always as identity primary key, title text);
create table app.line (id bigint generated always as identity primary key, title text);
commit;
/* DOWN */
begin;
drop schema app cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", down-cascades: "off", drop-breaks-readers: "off"}
-- === migration
begin;
alter table app.note alter column id drop default;
drop sequence app.note_id_seq;
alter table app.page alter column id drop identity;
alter table app.line alter column id drop identity;
commit;

/* DOWN */

begin;
alter table app.line alter column id add generated always as identity (start with 100000); -- not reported: START WITH, RESTART WITH
alter table app.page alter column id add generated always as identity; -- expect: sequence-starts-over "app.page.id"
create sequence app.note_id_seq as integer owned by app.note.id;
alter table app.note alter column id set default nextval('app.note_id_seq'); -- expect: sequence-starts-over "app.note.id"
commit;
