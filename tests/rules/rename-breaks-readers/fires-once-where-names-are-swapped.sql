-- === base
create schema private;
create table private.note (id integer, weight integer, title text);
create type private.size as enum ('low', 'high');
create view private.one as select 1 as one;
create view private.two as select 1 as one, 2 as two;
-- === up
set lock_timeout = '5s';
alter table private.note rename column weight to passing; -- expect: rename-breaks-readers "private.note.weight"
alter table private.note rename column title to weight; -- expect: rename-breaks-readers "private.note.title"
alter table private.note rename column passing to heavy;
alter type private.size rename value 'low' to 'passing'; -- expect: rename-breaks-readers "private.size.low"
alter type private.size rename value 'high' to 'low'; -- expect: rename-breaks-readers "private.size.high"
alter type private.size rename value 'passing' to 'high';
alter view private.one rename to passing;
alter view private.two rename to one; -- expect: rename-breaks-readers "private.two"
alter view private.passing rename to two;
