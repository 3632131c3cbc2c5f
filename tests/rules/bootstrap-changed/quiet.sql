-- === base file db/verify.yml
version: 1
bootstrap: [db/bootstrap]
migrations:
  - {path: db/migrations/eng, layout: marker}
-- === base file db/bootstrap/010_roles.sql
create role reader; -- not reported: Lines that are comments

create role keeper;
-- === base file db/bootstrap/README.md
The roles.
-- === file db/bootstrap/README.md
The roles, in order.
-- === file db/bootstrap/010_roles.sql
-- Who reads.
create role reader; -- not reported: Lines that are comments
create role keeper;
