-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text);
create table private.page (id bigint primary key, title text);
create table private.line (id bigint primary key, title text);
create publication changes for table private.note, private.page;
create publication part for table private.line (id) where (id > 3);
commit;
/* DOWN */
begin;
drop publication part, changes;
drop schema private cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", down-cascades: "off", rename-breaks-readers: "off"}
-- === migration
begin;
alter table private.page rename to sheet; -- not reported: Tables that the same change drops
drop publication changes;
create publication changes for table private.note, private.sheet; -- not reported: What is left out and named again
alter publication part set table private.line (id) where (id > 5); -- not reported: Another list of columns
create publication new for table private.note;
alter publication new set table private.line; -- not reported: Publications that the same change
commit;

/* DOWN */

begin;
drop publication new;
alter publication part set table private.line (id) where (id > 3);
alter table private.sheet rename to page;
commit;
