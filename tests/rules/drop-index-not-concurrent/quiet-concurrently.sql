-- === base
begin;
create table note (id bigint primary key, title text);
create index note_title on note (title);
commit;
-- === migration
-- db-verify: no-transaction reason="an index of a table that is in use"
drop index concurrently note_title; -- not reported: CONCURRENTLY

/* DOWN */

create index concurrently note_title on note (title);
