-- === config
migrations: [{path: m, layout: flyway}]
exposed_schemas: []
-- === base file m/V1__account.sql
create table account (id bigint primary key);
-- === base file m/R__account_view.sql
create or replace view account_overview as select id from account;
-- === gone m/R__account_view.sql
-- === expect m/R__account_view.sql:1 migration-deleted "m/R__account_view.sql"
