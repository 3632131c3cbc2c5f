-- === config
migrations: [{path: db/m, layout: plain}]
seeds: [db/m/seed.sql]
views: [db/m/views.sql]
-- === base file db/m/1_mood.sql
create table mood (id bigint primary key);
-- === file db/m/2_bread.sql
set lock_timeout = '5s';
comment on table mood is 'moods';
-- === file db/m/seed.sql
insert into mood (id) values (1); -- not reported: Files that the config names as seeds
-- === file db/m/views.sql
create or replace view moods with (security_invoker = true) as select id from mood; -- not reported: Files that the config names as seeds
