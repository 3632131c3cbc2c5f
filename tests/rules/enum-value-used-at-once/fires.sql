-- === base
create schema private;
create type mood as enum ('good');
create table private.note (mood mood);
-- === up
alter type mood add value 'great';
insert into private.note values ('great'); -- expect: enum-value-used-at-once "public.mood"
select 'great'::mood; -- expect: enum-value-used-at-once
