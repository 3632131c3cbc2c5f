-- === config
view_owners: [eng_views]
-- === base
create table note (id bigint);
create schema private;
alter table note enable row level security, force row level security;
-- === up
create view v_note with (security_invoker) as select id from note;
create view v_later as select id from note;
alter view v_later set (security_invoker = true);
create view private.v_note as select id from note; -- not reported: Views of schemas that are
create view v_own as select id from note;
alter view v_own owner to eng_views; -- not reported: Views that belong to one
create view v_one as select 1 as one; -- not reported: Views that read no table
-- === file db/views/010_v.sql
set local role eng_views;
create view v_other as select id from note;
