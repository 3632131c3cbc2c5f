-- === base
create table note (id bigint primary key, title text);
create table parted (at date) partition by range (at);
-- === up
set lock_timeout = '5s';
create index note_title on note (title); -- expect: index-not-concurrent "public.note"
create unique index on parted (at); -- expect: index-not-concurrent "public.parted"
