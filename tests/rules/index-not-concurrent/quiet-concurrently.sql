-- === base
begin;
create table note (id bigint primary key, title text);
commit;
-- === migration
-- db-verify: no-transaction reason="an index on a table that is in use"
create index concurrently note_title on note (title); -- not reported: CONCURRENTLY

/* DOWN */

drop index concurrently note_title;
