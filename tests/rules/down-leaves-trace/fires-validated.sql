-- === config
rules: {down-incomplete: "off", guard-dropped: "off"}
-- === base
create schema app;
create table app.note (id integer primary key, title text, body text);
alter table app.note enable row level security;
alter table app.note force row level security;
alter table app.note add constraint note_title check (title <> '') not valid;
alter table app.note add constraint note_body check (body <> '') not valid;
alter table app.note add constraint note_id check (id > 0) not valid;
-- === migration
begin;
set local lock_timeout = '5s';
alter table app.note validate constraint note_title;
comment on constraint note_title on app.note is 'never empty'; -- expect: down-leaves-trace "app.note note_title"
alter table app.note validate constraint note_body;
alter table app.note drop constraint note_id;
comment on column app.note.title is 'never empty';
commit;

/* DOWN */

begin;
set local lock_timeout = '5s';
comment on column app.note.title is null;
alter table app.note drop constraint note_body;
alter table app.note add constraint note_body check (body <> 'none'); -- expect: down-leaves-trace "app.note note_body"
alter table app.note add constraint note_id check (id > 0); -- expect: down-leaves-trace "app.note note_id"
commit;
