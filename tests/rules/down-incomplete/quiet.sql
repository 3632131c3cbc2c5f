-- === base
begin;
create schema private;
create table private.old (id bigint, title text);
create view private.v as select 1 as one;
commit;
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off", index-not-concurrent: "off"}
-- === migration
begin;
create type private.mood as enum ('good');
create table private.note (id bigserial primary key, mood private.mood);
create index note_mood on private.note (mood);
create index old_title on private.old (title);
alter table private.old add column body text;
alter table private.old add constraint old_body_check check (body <> '') not valid;
drop view private.v;
insert into private.old (id) values (1); -- not reported: Rows
commit;

/* DOWN */

begin;
create view private.v as select 1 as one;
alter table private.old drop column body;
drop index private.old_title;
drop table private.note; -- not reported: What falls with
drop type private.mood;
commit;
