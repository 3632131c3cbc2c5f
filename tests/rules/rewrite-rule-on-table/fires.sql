-- === base
begin;
create schema app;
create table app.note (id bigint primary key, title text);
create view app.title with (security_invoker = true) as select id, title from app.note;
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off"}
-- === migration
begin;
create rule quiet as on delete to app.note do instead nothing; -- expect: rewrite-rule-on-table "app.note quiet"
create rule also as on update to app.note do also notify note; -- expect: rewrite-rule-on-table "app.note also"
commit;

/* DOWN */

begin;
drop rule also on app.note;
drop rule quiet on app.note;
commit;
