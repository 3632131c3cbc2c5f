-- === config
views: [db/views]
exposed_schemas: []
-- === base 202601010000__before.sql
create table account (id bigint primary key, iban varchar(34) not null);
-- === base file db/views/list.sql
create or replace view account_list with (security_invoker = true) as select id, iban from account;
-- === up 202601020000__case.sql
set lock_timeout = '5s';
drop view if exists account_list; -- expect: drop-breaks-readers "public.account_list"
-- === file db/views/list.sql
create or replace view account_list with (security_invoker = true) as select id from account;
