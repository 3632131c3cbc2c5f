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
alter view v owner to eng_views;
alter table note owner to eng_owner;
alter table note owner to current_user;
alter function app.f() owner to eng_views;
alter schema app owner to postgres;
commit;

/* DOWN */

begin;
drop view v;
alter table note owner to reporting;
commit;
