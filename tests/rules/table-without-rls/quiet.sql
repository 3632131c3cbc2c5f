create table note (id bigint);
alter table only public.note enable row level security;
alter table note force row level security; -- not reported: Tables that a later
create temporary table scratch (id bigint); -- not reported: Temporary tables
select 1 as id into temp scratched;
create foreign table far (id bigint) server there; -- not reported: Foreign tables
create schema private;
create table private.note (id bigint); -- not reported: Tables of a schema
