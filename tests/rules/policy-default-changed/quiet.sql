-- === config
platform: supabase
rules: {policies-widen-each-other: "off", policy-without-check: "off", policy-widened: "off", drop-breaks-readers: "off"}
-- === base
create schema app;
create table app.page (id bigint, team bigint, owner_id uuid default auth.uid(), visibility text default 'private', title text default '', kind text not null default 'open');
alter table app.page enable row level security, force row level security;
create policy mine on app.page for select to authenticated using (owner_id = (select auth.uid()) or page.visibility = 'public' or id < 0 or kind = 'open' or team = 7);
-- === up
set lock_timeout = '5s';
alter table app.page alter column title set default 'untitled'; -- not reported: Columns that neither
alter table app.page alter column visibility set default 'private'; -- not reported: The default that
alter table app.page alter column kind drop default; -- not reported: NOT NULL columns
alter table app.page alter column team set default 1;
alter table app.page alter column team drop default;
alter table app.page add column state text default 'draft';
alter table app.page alter column state set default 'open'; -- not reported: Tables and columns that the same
alter table app.page alter column id add generated always as identity (start with 1000); -- not reported: A default that a column
create policy open on app.page for select to authenticated using (state = 'open');
