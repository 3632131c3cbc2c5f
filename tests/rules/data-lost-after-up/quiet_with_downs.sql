-- === base
begin;
create schema app;
create table app.note (id bigint primary key, title text);
commit;
/* DOWN */
begin;
drop table app.note;
drop schema app;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", table-rewritten-in-trial: "off"}
-- === migration
begin;
-- expect: down-loses-data "app.note"
do $$ begin execute 'trun' || 'cate app.note'; end $$; -- not reported: Layouts with downs
commit;
/* DOWN */
begin;
comment on schema app is null;
commit;
