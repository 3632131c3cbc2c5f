-- === config
migrations: [{path: m, layout: flyway}]
exposed_schemas: []
views: [db/views]
rules: {lock-timeout-missing: "off"}
-- === base file m/V1__account.sql
create table account (id bigint primary key, iban varchar(34) not null);
-- === base file m/R__account_view.sql
create or replace view account_overview as select id, iban from account;
-- === base file m/R__again.sql
create or replace view account_again as select id, iban from account;
-- === base file db/views/list.sql
create or replace view account_list as select id, iban from account;
-- === file m/V2__longer.sql
drop view if exists account_overview; -- not reported: What a script makes that the change edits
drop view if exists account_again; -- not reported: What the migration itself makes again
drop view if exists account_list; -- not reported: What a script of `policies` or `views` makes
alter table account alter column iban type varchar(40);
create view account_again as select id, iban from account;
-- === file m/R__account_view.sql
-- of the longer numbers
create or replace view account_overview as select id, iban from account;
