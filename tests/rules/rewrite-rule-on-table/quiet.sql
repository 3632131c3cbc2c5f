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
create rule written as on insert to app.title do instead insert into app.note values (new.id, new.title); -- not reported: Rules on views
commit;

/* DOWN */

begin;
drop rule written on app.title;
commit;
