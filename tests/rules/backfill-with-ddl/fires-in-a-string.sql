-- === config
migrations: [{path: db/m, layout: golang-migrate}]
-- === base file db/m/1_note.up.sql
create table note (id bigint primary key, title text);
-- === base file db/m/1_note.down.sql
drop table note;
-- === file db/m/2_author.up.sql
set local lock_timeout = '5s';
alter table note add column author text;
update note set author = '' where id = 1; -- expect: backfill-with-ddl "public.note"
-- === file db/m/2_author.down.sql
set local lock_timeout = '5s';
alter table note drop column author;
