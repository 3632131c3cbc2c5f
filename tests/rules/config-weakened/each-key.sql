-- === base file db/bootstrap/roles.sql
create role owner;
-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
  - {path: db/migrations/other, layout: marker}
  - {path: db/migrations/third, layout: marker}
bootstrap: [db/bootstrap]
policies: [db/policies]
views: [db/views]
seeds: [db/seeds]
consumer_code: [web]
changelog: CHANGELOG.md
audit: ops/audit
contracts: {path: docs/contracts, notice: 90}
access:
  roles: [reader, writer]
-- === base file db/migrations/other/202601010001__one.sql
create schema one;
-- === base file db/migrations/third/202601010002__two.sql
create schema two;
-- === base file db/dump.sql
select 1;
-- === base file db/policies/one.sql
select 1;
-- === base file db/views/one.sql
select 1;
-- === base file db/seeds/one.sql
select 1;
-- === base file web/one.py
one = 1
-- === base file CHANGELOG.md
# Changelog
-- === base file HISTORY.md
# Changelog
-- === base file ops/audit/README.md
# Audit
-- === base file docs/contracts/README.md
# Contracts
-- === file db/verify.yml
version: 1
platform: supabase # expect: config-weakened "platform"
# expect: config-weakened "migrations"
# expect: config-weakened "migrations"
migrations:
  - {path: db/migrations/eng, layout: marker}
  - {path: db/migrations/other, layout: plain}
bootstrap: [] # expect: config-weakened "bootstrap"
start_from: {dump: db/dump.sql, id: "202601010000"} # expect: config-weakened "start_from"
policies: [] # expect: config-weakened "policies"
views: [] # expect: config-weakened "views"
seeds: [] # expect: config-weakened "seeds"
consumer_code: [] # expect: config-weakened "consumer_code"
changelog: HISTORY.md # expect: config-weakened "changelog"
audit: null # expect: config-weakened "audit"
contracts:
  path: docs/contracts
  notice: 30 # expect: config-weakened "contracts.notice"
access:
  roles: [reader] # expect: config-weakened "access.roles"
