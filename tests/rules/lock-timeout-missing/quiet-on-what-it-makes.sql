-- === base
create table note (id bigint primary key, title text);
-- === up
create schema private;
create table private.remark (id bigint primary key);
alter table private.remark add column title text; -- not reported: Migrations that touch
create index on private.remark (title);
alter table note validate constraint note_check; -- not reported: Statements that readers
alter table note alter column title set statistics 100;
update note set title = '' where title is null;
