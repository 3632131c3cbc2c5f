-- === base
create schema app;
create table app.note (id bigint primary key, price integer, constraint "note price" check (price > 0));
alter table app.note enable row level security, force row level security;
create policy "Readers" on app.note for select using (price > 3);
create policy narrow on app.note as restrictive for select using (price > 1);
create policy wide_1 on app.note as restrictive for select using (price > 1);
create policy "Made" on app.note as restrictive for select using (price > 2);
create view app."NotesOpen" as select 1 as one;
-- === config
rules: {lock-timeout-missing: "off", drop-breaks-readers: "off", down-incomplete: "off", policy-ignores-caller: "off", policy-without-role: "off", policy-true-without-claims: "off"}
-- === up
drop policy if exists Readers on app.note; -- expect: if-not-exists-changed-nothing "readers"
alter table app.note drop constraint if exists note_price; -- expect: if-not-exists-changed-nothing "note_price"
drop view if exists app.notesopen; -- expect: if-not-exists-changed-nothing "notesopen"
drop policy if exists wide_2 on app.note;
drop policy if exists "Narrow" on app.note; -- not reported: What the same script drops
drop policy narrow on app.note;
drop policy if exists made on app.note;
create policy made on app.note as restrictive for select using (price > 2);
