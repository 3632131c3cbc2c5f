-- === config
platform: supabase
view_owners: [eng_views]
-- === base
create table note (id bigint, owner_id uuid);
alter table note enable row level security, force row level security;
create table open (id bigint);
create schema private;
create function private.tenant() returns uuid language sql stable return nullif(current_setting('app.tenant', true), '')::uuid;
create role eng_views;
grant eng_views to postgres;
create view v_before as select 1 as id;
-- === up
create materialized view private.m_note as select owner_id, count(*) as notes from note group by owner_id;
create view v_uid as select notes from private.m_note where owner_id = (select auth.uid()); -- not reported: A view that asks who reads it
create view v_setting as select notes from private.m_note where owner_id = nullif(current_setting('app.owner', true), '')::uuid;
create view v_user as select notes from private.m_note where owner_id::text = current_user;
create view v_tenant as select notes from private.m_note where owner_id = private.tenant();
create view private.v_mine as select notes from private.m_note where owner_id = (select auth.uid());
create view v_through as select notes from private.v_mine;
create view v_invoker with (security_invoker = true) as select notes from private.m_note; -- not reported: A view with `security_invoker`
create view v_published as select notes from private.m_note;
alter view v_published owner to eng_views; -- not reported: Views that belong to one of
create view private.v_note as select notes from private.m_note; -- not reported: Views and materialized views of schemas
