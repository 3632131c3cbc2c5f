-- === base
begin;
create schema private;
create table private.old (line text);
create publication old for table private.old;
create table private.log (line text);
create table private.note (id bigint primary key, title text not null);
create unique index note_title on private.note (title);
create table private.part (id bigint primary key, title text) partition by range (id);
commit;
/* DOWN */
begin;
drop publication old;
drop schema private cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", guard-dropped: "off", down-cascades: "off", access-exclusive-held: "off", constraint-builds-index: "off", blocking-validation: "off"}
-- === migration
begin;
create publication logs for table private.log with (publish = 'insert'); -- not reported: Publications that leave
alter table private.note replica identity using index note_title; -- not reported: Tables with a primary key
alter table private.note drop constraint note_pkey;
create table private.whole (line text);
alter table private.whole replica identity full;
create table private.part_1 partition of private.part for values from (0) to (100);
create publication changes for table private.note, private.whole, private.part;
comment on table private.old is 'old'; -- not reported: What was so before the change
commit;

/* DOWN */

begin;
comment on table private.old is null;
drop publication changes;
drop table private.part_1;
drop table private.whole;
alter table private.note replica identity default;
alter table private.note add constraint note_pkey primary key (id);
drop publication logs;
commit;
