-- === base
create table note (id bigint primary key, title text);
alter table note add constraint note_title check (title <> '') not valid;
create materialized view titles as select title from note;
-- === config
rules: {table-rewritten: "off"}
-- === migration 202601030000__validate.sql
begin;
set local lock_timeout = '5s';
alter table note validate constraint note_title; -- not reported: An up with nothing to undo
commit;

/* DOWN */
-- === migration 202601040000__refresh.sql
begin;
refresh materialized view titles;
analyze note;
commit;

/* DOWN */

begin;
commit;
