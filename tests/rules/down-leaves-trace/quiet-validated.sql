-- === base
create schema app;
create table app.note (id integer primary key, title text, body text);
alter table app.note enable row level security;
alter table app.note force row level security;
alter table app.note add constraint note_title check (title <> '') not valid;
-- === migration
begin;
set local lock_timeout = '5s';
alter table app.note validate constraint note_title; -- not reported: A constraint that the up validates
comment on column app.note.title is 'never empty';
commit;

/* DOWN */

begin;
comment on column app.note.title is null;
commit;
