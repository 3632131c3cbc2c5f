create table note (id bigint);
alter table only public.note enable row level security;
alter table note force row level security;
create temporary table scratch (id bigint);
select 1 as id into temp scratched;
create foreign table far (id bigint) server there;
create schema private;
create table private.note (id bigint);
