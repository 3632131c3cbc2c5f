-- === config
migrations: [{path: prisma/migrations, layout: prisma}]
-- === base file prisma/migrations/20260101000000_before/migration.sql
create schema app;
create table app.note (id bigint);
-- === file prisma/migrations/20260102000000_case/migration.sql
-- Since Prisma 7.4 nothing is around this, though a transaction begins below.
set local lock_timeout = '5s';
alter table app.note add column title text; -- expect: lock-timeout-missing "app.note"
begin;
comment on column app.note.title is 'A title';
commit;
-- === file prisma/migrations/20260103000000_inside/migration.sql
select 1;
begin;
set local lock_timeout = '5s';
alter table app.note add column body text;
commit;
