-- === config
platform: supabase
rules: {lock-timeout-missing: "off", policies-widen-each-other: "off"}
-- === base
create table public.note (id bigint primary key, owner uuid, body text);
alter table public.note enable row level security, force row level security;
-- === up
create policy known on public.note for select to authenticated using (exists (select from auth.users u where u.id = (select auth.uid()))); -- expect: policy-ignores-caller "public.note known"
create policy session on public.note for select to authenticated using ((select auth.jwt() ->> 'aud') = 'authenticated'); -- expect: policy-ignores-caller
create policy own on public.note for select to authenticated using (exists (select from auth.users u where u.id = (select auth.uid()) and u.id = note.owner));
