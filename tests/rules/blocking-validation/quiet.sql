-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null, size integer not null);
create table private.other (id integer primary key, name text);
alter table private.note add constraint big check (size > -9) not valid;
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
set local lock_timeout = '5s';
alter table private.note validate constraint big; -- not reported: VALIDATE CONSTRAINT
create table private.fresh (id integer primary key, name text);
insert into private.fresh values (1, 'a');
alter table private.fresh add check (id > 0); -- not reported: Tables that the same migration makes
alter table private.other add constraint big check (id > -9); -- not reported: What a rule has found -- expect: constraint-validated-at-once
commit;

/* DOWN */

begin;
drop table private.fresh;
alter table private.other drop constraint big;
alter table private.note drop constraint big;
alter table private.note add constraint big check (size > -9) not valid;
commit;
