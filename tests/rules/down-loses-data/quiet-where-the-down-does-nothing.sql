-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null, body text);
commit;
/* DOWN */
begin;
drop table private.note;
drop schema private;
commit;
-- === migration
begin;
update private.note set body = upper(title) where body is null; -- not reported: A down that does nothing
commit;

-- expect: down-empty "202601020000"
/* DOWN */

begin;
select 1;
commit;
