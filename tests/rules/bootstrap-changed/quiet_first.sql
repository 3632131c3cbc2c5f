-- === file db/verify.yml
version: 1
bootstrap: [db/bootstrap]
migrations:
  - {path: db/migrations/eng, layout: marker}
-- === file db/bootstrap/010_roles.sql
create role reader; -- not reported: A repository whose base has no bootstrap
