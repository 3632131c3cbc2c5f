-- === config
view_owners: [eng_views]
trial: {owner: eng_owner}
-- === base
begin;
create table note (id bigint);
commit;
-- === migration
begin;
set local lock_timeout = '5s';
create view v as select 1 as id;
alter view v owner to eng_views; -- not reported: Views, functions and schemas
alter table note owner to eng_owner; -- not reported: What is given to the role
alter table note owner to current_user;
alter function app.f() owner to eng_views;
alter schema app owner to postgres; -- not reported: What is given to a superuser
commit;

/* DOWN */

begin;
drop view v;
alter table note owner to reporting; -- not reported: Downs, which give
commit;
