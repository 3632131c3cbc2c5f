-- === base
create table note (id bigint primary key, title text);
create materialized view titles as select title from note;
-- === config
rules: {table-rewritten: "off"}
-- === migration
begin;
refresh materialized view titles; -- not reported: An up with nothing to undo
analyze note;
commit;
