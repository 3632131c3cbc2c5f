-- === base
create schema private;
create type mood as enum ('good');
create table private.note (mood mood);
create table private.other (word text);
-- === up
alter type mood add value 'great';
insert into private.other values ('great'); -- not reported: The same text where
insert into private.note values ('good');
create type size as enum ('small');
alter type size add value 'large';
select 'large'::size; -- not reported: Enum types that the same
create function f() returns mood language sql as $$ select 'great'::mood $$; -- not reported: Bodies of functions
