-- === config
view_owners: [eng_views]
-- === up
create table note (id bigint);
create view v_note as select id from note;
alter view v_note owner to eng_views;
grant select on v_note to analyst; -- expect: exposed-before-protected "public.note"
alter table note enable row level security, force row level security;
