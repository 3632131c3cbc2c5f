-- === config
migrations: [{path: m, layout: flyway}]
exposed_schemas: []
rules: {lock-timeout-missing: "off", grant-to-public: "off"}
-- === base file m/V1__account.sql
create table account (id bigint primary key, iban varchar(34) not null, opened date);
-- === base file m/R__account_view.sql
create or replace view account_overview as select id, iban from account;
grant select on account_overview to public;
-- === base file m/R__functions.sql
create or replace function ibans() returns bigint language sql stable as 'select count(*) from public.account';
-- === base file m/R__opened.sql
create or replace view account_opened as select id, opened from account;
-- === file m/V2__longer.sql
drop view if exists account_overview; -- expect: repeatable-script-not-run-again "public.account_overview"
alter table account alter column iban type varchar(40);
-- expect: repeatable-script-not-run-again "public.ibans()"
create or replace function ibans() returns bigint language sql stable as 'select 0::bigint';
-- === file m/V3__cascade.sql
-- expect: repeatable-script-not-run-again "public.account_opened"
do $$ begin drop view if exists account_opened; end $$;
