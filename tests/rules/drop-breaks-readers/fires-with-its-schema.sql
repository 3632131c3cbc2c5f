-- === base
create schema app;
create table app.note (id integer, title text);
create view app.v as select 1 as one;
-- === up
-- expect: drop-breaks-readers "app.note"
-- expect: drop-breaks-readers "app.v"
drop schema app cascade;
