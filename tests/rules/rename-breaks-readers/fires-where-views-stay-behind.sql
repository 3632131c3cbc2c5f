-- === base
create schema private;
create table private.note (id bigint primary key, title text);
create view private.v_note as select id from private.note;
create view private.v_title as select title from private.note;
create view private.v_other as select 1 as one;
create table private.page (id bigint primary key);
create view private.v_page as select id from private.page;
create table private.line (id bigint primary key);
create table private.line_new (id bigint primary key);
create view private.v_line as select id from private.line;
create view private.v_new as select id from private.line_new;
-- === config
rules: {lock-timeout-missing: "off", drop-breaks-readers: "off"}
-- === up
create table private.note_new (like private.note including all);
-- expect: rename-breaks-readers "private.v_note"
alter table private.note rename to note_old;
alter table private.note_new rename to note;
create or replace view private.v_title as select title from private.note; -- not reported: A view that is made again after a swap
create table private.page_new (id bigint primary key);
alter table private.page rename to page_old;
alter table private.page_new rename to page;
drop view private.v_page;
alter table private.line rename to line_old; -- expect: rename-breaks-readers "private.v_line"
alter table private.line_new rename to line; -- expect: rename-breaks-readers "private.line_new"
