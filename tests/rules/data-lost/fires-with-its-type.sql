-- === base
begin;
create schema app;
create type app.mood as enum ('good');
create domain app.email as text;
create table app.note (id bigint primary key, mood app.mood, moods app.mood[], address app.email);
commit;
-- === config
rules: {lock-timeout-missing: "off", down-incomplete: "off"}
-- === migration
begin;
-- expect: drop-breaks-readers "app.note.mood"
-- expect: drop-breaks-readers "app.note.moods"
-- expect: data-lost "app.note.mood"
-- expect: data-lost "app.note.moods"
drop type app.mood cascade;
-- expect: drop-breaks-readers "app.note.address"
-- expect: data-lost "app.note.address"
drop domain app.email cascade;
commit;

/* DOWN */

begin;
create type app.mood as enum ('good');
create domain app.email as text;
commit;
