-- === base
create schema private;
create foreign table old (id bigint) server there;
create foreign table private.hidden (id bigint) server there;
-- === up
create role reader;
create foreign table far (id bigint, note text) server there; -- expect: foreign-table-exposed "public.far"
grant select (id) on far to reader;
grant select on old to reader; -- expect: foreign-table-exposed "public.old"
grant select on private.hidden to reader;
set lock_timeout = '5s';
-- expect: foreign-table-exposed "public.hidden"
alter foreign table private.hidden set schema public; -- expect: rename-breaks-readers
