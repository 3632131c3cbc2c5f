-- === base file db/verify.yml
version: 1
bootstrap: [db/bootstrap]
migrations:
  - {path: db/migrations/eng, layout: marker}
-- === base file db/bootstrap/010_roles.sql
-- The roles.
create role reader;
create role keeper;
-- === base file db/bootstrap/020_more.sql
create role more;
-- === file db/bootstrap/010_roles.sql
-- The roles.
create role reader bypassrls; -- expect: bootstrap-changed "db/bootstrap/010_roles.sql"
create role keeper;
-- === file db/bootstrap/030_new.sql
create role another; -- expect: bootstrap-changed "db/bootstrap/030_new.sql"
-- === gone db/bootstrap/020_more.sql
-- === expect db/bootstrap/020_more.sql:1 bootstrap-changed "db/bootstrap/020_more.sql"
