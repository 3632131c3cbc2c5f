-- === config
migrations: [{path: m, layout: flyway}]
exposed_schemas: []
-- === base file m/V1__account.sql
create table account (id bigint primary key);
-- === base file m/afterMigrate__analyze.sql
analyze;
-- === gone m/afterMigrate__analyze.sql
