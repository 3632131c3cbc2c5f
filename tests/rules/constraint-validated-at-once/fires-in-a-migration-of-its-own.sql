-- === base
begin;
create schema app;
create table app.note (id bigint primary key, title text);
create table app.other (id bigint primary key);
commit;
/* DOWN */
begin;
drop schema app cascade;
commit;
-- === migration
BEGIN;
SET LOCAL lock_timeout = '5s';

ALTER TABLE app.note
  ADD CONSTRAINT "Note Title" CHECK (title <> ''); -- expect: constraint-validated-at-once "app.note"
ALTER TABLE app.note ADD FOREIGN KEY (id) REFERENCES app.other (id) ON DELETE CASCADE; -- expect: constraint-validated-at-once "app.note"

COMMIT;

/* DOWN */

BEGIN;
SET LOCAL lock_timeout = '5s';
ALTER TABLE app.note DROP CONSTRAINT note_id_fkey;
ALTER TABLE app.note DROP CONSTRAINT "Note Title";
COMMIT;
