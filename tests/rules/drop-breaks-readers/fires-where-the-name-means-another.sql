-- === base
create schema private;
create table private.note (id integer, price text, title text);
create table private.tag (id integer, label text, weight integer);
create table private.mark (id integer, label text);
-- === up
set lock_timeout = '5s';
alter table private.note add column amount jsonb;
alter table private.note drop column price; -- expect: drop-breaks-readers "private.note.price"
alter table private.note rename column amount to price;
alter table private.note drop column title; -- not reported: What the same migration makes
alter table private.note add column title text;
drop table private.tag; -- expect: drop-breaks-readers "private.tag"
create table private.tag (id integer, label text);
drop table private.mark; -- not reported: What the same migration makes
create table private.mark (label text, id bigint, weight integer);
