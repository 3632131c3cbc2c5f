-- === base
begin;
create table note (id bigint primary key, title text);
commit;
-- === migration
-- Titles are looked for.
begin;
set local lock_timeout = '5s';
create index note_title on note (title); -- expect: index-not-concurrent "public.note"
commit;

/* DOWN */

begin;
drop index note_title;
commit;
