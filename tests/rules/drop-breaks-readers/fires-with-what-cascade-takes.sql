-- === base
create schema app;
create table app.note (id integer, title text);
create view app.v_note as select id, title from app.note;
create view app.v_count as select count(*) from app.v_note;
create view app.v_title as select title from app.v_note;
create materialized view app.m_title as select title from app.v_title;
-- === config
rules: {lock-timeout-missing: "off"}
-- === up
-- expect: drop-breaks-readers "app.m_title"
-- expect: drop-breaks-readers "app.v_note"
-- expect: drop-breaks-readers "app.v_title"
drop view app.v_note cascade;
create view app.v_note as select id from app.note;
create view app.v_count as select count(*) from app.v_note; -- not reported: What the same migration makes
