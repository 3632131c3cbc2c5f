-- === config
migrations: [{path: db/migrations, layout: golang-migrate}]
rules: {lock-timeout-missing: "off", transaction-split: "off"}
-- === base file db/migrations/000001_base.up.sql
create schema app;
-- === base file db/migrations/000001_base.down.sql
drop schema app;
-- === file db/migrations/000002_note.up.sql
begin;
set local search_path = app;
create domain app.code as text;
commit;
-- not reported: What is taken back
set search_path = app;
create domain app.second as text;
reset search_path;
set row_security = off;
set row_security to default;
select set_config('search_path', 'app', true);
select set_config('search_path', 'app', false);
set search_path = "$user", public;
-- not reported: Other settings
set statement_timeout = '5s';
-- === file db/migrations/000002_note.down.sql
drop domain app.second;
drop domain app.code;
