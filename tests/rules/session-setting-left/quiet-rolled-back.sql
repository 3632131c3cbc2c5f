-- === config
migrations: [{path: db/migrations, layout: golang-migrate}]
rules: {lock-timeout-missing: "off", transaction-split: "off", transaction-rolled-back: "off", statement-outside-transaction: "off"}
-- === base file db/migrations/000001_base.up.sql
create schema app;
-- === base file db/migrations/000001_base.down.sql
drop schema app;
-- === file db/migrations/000002_note.up.sql
begin;
create domain app.code as text;
savepoint one;
-- not reported: What is taken back
set search_path = app;
savepoint two;
set row_security = off;
rollback to savepoint one;
commit;
begin;
set search_path = app;
rollback;
create domain app.second as text;
-- === file db/migrations/000002_note.down.sql
drop domain app.second;
drop domain app.code;
