-- === base
create table note (id bigint primary key, title text, body text not null);
alter table note add constraint note_title_not_null check (title is not null and title <> '') not valid;
alter table note validate constraint note_title_not_null;
-- === up
set lock_timeout = '5s';
alter table note alter column title set not null; -- not reported: Columns for which
alter table note alter column body set not null; -- not reported: Columns that are NOT NULL
create schema private;
create table private.remark (id bigint);
alter table private.remark alter column id set not null; -- not reported: Tables that the same
