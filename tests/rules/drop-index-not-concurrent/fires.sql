-- === base
create table note (id bigint primary key, title text);
create index note_title on note (title);
-- === up
set lock_timeout = '5s';
drop index note_title; -- expect: drop-index-not-concurrent "public.note_title"
