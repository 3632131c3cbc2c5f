-- === base
create table note (id integer);
create materialized view m as select 1 as one;
-- === up
set lock_timeout = '5s';
-- expect: table-made-unlogged "public.note"
alter table note set unlogged; -- expect: table-rewritten "public.note"
cluster note using note_id; -- expect: table-rewritten
refresh materialized view m; -- expect: table-rewritten "public.m"
reindex table note; -- expect: table-rewritten
