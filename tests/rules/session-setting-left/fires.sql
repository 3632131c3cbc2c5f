-- === config
migrations: [{path: db/migrations, layout: golang-migrate}]
rules: {lock-timeout-missing: "off"}
-- === base file db/migrations/000001_base.up.sql
create schema app;
-- === base file db/migrations/000001_base.down.sql
drop schema app;
-- === file db/migrations/000002_note.up.sql
-- expect: session-setting-left "search_path"
set search_path = app, public;
create domain app.code as text;
-- === file db/migrations/000002_note.down.sql
drop domain app.code;
-- === file db/migrations/000003_more.up.sql
select pg_catalog.set_config('search_path', '', false); -- expect: session-setting-left "search_path"
begin;
set local row_security = off;
set row_security = off; -- expect: session-setting-left "row_security"
create domain app.other as text;
commit;
-- === file db/migrations/000003_more.down.sql
set search_path = app;
drop domain other;
