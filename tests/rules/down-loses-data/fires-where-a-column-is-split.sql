-- === base
begin;
create schema private;
create table private.person (id integer primary key, name text not null);
commit;
/* DOWN */
begin;
drop table private.person;
drop schema private;
commit;
-- === base file db/seeds/person.sql
insert into private.person values (1, 'Ada Lovelace'), (2, 'Cher'), (3, 'Jean de la Tour');
-- === config
seeds: [db/seeds]
rules: {lock-timeout-missing: "off", backfill-with-ddl: "off", drop-breaks-readers: "off", down-restores-inexactly: "off", repeatable-script-fails: "off"}
-- === migration
begin;
alter table private.person add column first_name text, add column last_name text;
update private.person set first_name = split_part(name, ' ', 1), last_name = split_part(name, ' ', 2);
alter table private.person drop column name; -- expect: down-loses-data "private.person.name"
commit;

/* DOWN */

begin;
alter table private.person add column name text;
update private.person set name = first_name || ' ' || last_name;
alter table private.person alter column name set not null;
alter table private.person drop column first_name, drop column last_name;
commit;
