-- === base
create schema app;
create table app.note (id integer primary key, title text, body text);
create table app.tag (id integer primary key);
create function app.titles() returns setof text language sql as 'select title from app.note';
create function app.bare() returns setof text language sql set search_path = app as 'select n.title from note as n';
create function app.tags() returns bigint language sql as $$ select count(*) from app.tag $$;
-- === config
rules: {drop-breaks-readers: "off", rename-breaks-readers: "off", data-lost: "off", access-exclusive-held: "off"}
-- === up
set local lock_timeout = '5s';
-- expect: function-body-broken "app.titles()"
-- expect: function-body-broken "app.bare()"
alter table app.note drop column title;
-- expect: function-body-broken "app.tags()"
alter table app.tag rename to label;
