-- === config
views: [db/views]
exposed_schemas: []
-- === base
create table account (id bigint primary key, iban varchar(34) not null);
-- === base file db/views/list.sql
create or replace view account_list with (security_invoker = true) as select id, iban from account;
-- === migration
begin;
set local lock_timeout = '5s';
drop view if exists account_list; -- not reported: What a repeatable script had made
create table account_kind (id int);
commit;

/* DOWN */

begin;
drop table account_kind;
commit;
