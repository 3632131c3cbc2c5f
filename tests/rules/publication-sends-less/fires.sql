-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text);
create table private.page (id bigint primary key, title text);
create table private.line (id bigint primary key, title text);
create table private.item (id bigint primary key, title text);
create publication changes for table private.note, private.page;
create publication others for table private.page, private.line;
create publication old for table private.line;
create publication inserts for table private.item;
create publication narrowed for table private.item;
commit;
/* DOWN */
begin;
drop publication narrowed, inserts, old, others, changes;
drop schema private cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", down-cascades: "off"}
-- === migration
begin;
alter publication changes drop table private.note; -- expect: publication-sends-less "private.note"
alter publication others set table private.page; -- expect: publication-sends-less "private.line"
drop publication old; -- expect: publication-sends-less "old"
alter publication inserts set (publish = 'insert'); -- expect: publication-sends-less "inserts"
alter publication narrowed set table private.item where (id > 10); -- expect: publication-sends-less "private.item"
commit;

/* DOWN */

begin;
alter publication narrowed set table private.item;
alter publication inserts set (publish = 'insert, update, delete, truncate');
create publication old for table private.line;
alter publication others add table private.line;
alter publication changes add table private.note;
commit;
