-- === base
create table note (id bigint, title text, constraint t check (title is not null) not valid);
-- === up
set lock_timeout = '5s';
alter table note alter column title set not null; -- expect: not-null-scans-table "public.note.title"
