-- === base
begin;
create schema private;
create table private.currency (code text primary key, name text);
insert into private.currency (code, name) values ('EUR', 'Euro'), ('GBP', 'Pound sterling');
commit;
/* DOWN */
begin;
drop table private.currency;
drop schema private;
commit;
-- === migration
begin;
insert into private.currency (code, name) values ('CHF', 'Franc');
delete from private.currency where code = 'GBP'; -- expect: down-loses-data "private.currency"
commit;

/* DOWN */

begin;
delete from private.currency where code = 'CHF';
commit;
