create table note (id bigint);
alter table only public.note enable row level security;
alter table note force row level security; -- not reported: Tables that a later
create temporary table scratch (id bigint); -- not reported: Temporary and foreign
select 1 as id into temp scratched;
create foreign table far (id bigint) server there;
create schema private;
create table private.note (id bigint); -- not reported: Tables of a schema
