-- === config
migrations: [{path: db/migrations, layout: goose}]
rules: {lock-timeout-missing: "off", transaction-split: "off", transaction-rolled-back: "off", transaction-missing: "off", transaction-nested: "off", statement-outside-transaction: "off"}
-- === base file db/migrations/00001_base.sql
-- +goose Up
create schema app;
-- +goose Down
drop schema app;
-- === file db/migrations/00002_note.sql
-- +goose NO TRANSACTION
-- +goose Up
create domain app.code as text;
set search_path = app; -- expect: session-setting-left "search_path"
begin;
savepoint one;
set row_security = off; -- expect: session-setting-left "row_security"
savepoint two;
set search_path = public;
rollback to savepoint two;
commit;
rollback;
begin;
reset row_security;
rollback;
-- +goose Down
drop domain app.code;
