-- === base
create table note (id bigint, owner_id text);
alter table note enable row level security, force row level security;
create schema private;
create materialized view private.m_old as select owner_id, count(*) as notes from note group by owner_id;
-- === config
platform: vanilla
-- === up
create materialized view private.m_note as select owner_id, count(*) as notes from note group by owner_id;
create view v_note as select lower(owner_id) as owner_id, notes from private.m_note where notes > 0; -- expect: materialized-view-exposed "public.v_note"
create view private.v_note as select owner_id from private.m_note;
create view v_further as select owner_id from private.v_note; -- expect: materialized-view-exposed "public.v_further"
create view v_old as select notes from private.m_old; -- expect: materialized-view-exposed "public.v_old"
create view private.v_given as select notes from private.m_old; -- expect: materialized-view-exposed "private.v_given"
grant select on private.v_given to analyst;
