-- === base
create table note (id integer, weight integer);
-- === up
set lock_timeout = '5s';
alter table note rename column weight to weight_old; -- expect: rename-breaks-readers "public.note.weight"
alter table note add column weight numeric;
