-- === base
create table note (id integer, title varchar(20), price numeric(8,2), made timestamptz, took interval);
-- === up
set lock_timeout = '5s';
alter table note alter column id type bigint; -- expect: column-type-changed "public.note.id"
alter table note alter column title type varchar(10); -- expect: column-type-changed
alter table note alter column price type numeric(10,3); -- expect: column-type-changed
alter table note alter column made type timestamptz(3); -- expect: column-type-changed
alter table note alter column took type interval(0); -- expect: column-type-changed
