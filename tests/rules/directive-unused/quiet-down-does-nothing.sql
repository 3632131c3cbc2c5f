-- === base
begin;
create schema app;
create table app.note (id int primary key, title text, body text);
commit;

/* DOWN */

begin;
drop table app.note;
drop schema app;
commit;
-- === migration
-- db-verify: irreversible reason="a backfill"

begin;
update app.note set body = upper(title) where body is null; -- not reported: A declaration that a migration can't be undone
commit;

/* DOWN */

begin;
select 1;
commit;
