-- === base
create table note (id bigint);
alter table note enable row level security, force row level security;
create schema private;
-- === up
create materialized view m_note as select id from note; -- expect: materialized-view-exposed "public.m_note"
create materialized view private.m_note as select id from note; -- expect: materialized-view-exposed "private.m_note"
grant select on private.m_note to analyst;
