-- === base
create table note (id bigint primary key, owner uuid not null, hidden boolean not null);
alter table note enable row level security, force row level security;
create policy own on note for select to authenticated using (owner = (select auth.uid()));
create policy fence on note as restrictive for select to authenticated using (not hidden);
-- === config
platform: supabase
rules: {lock-timeout-missing: "off"}
-- === up
drop policy fence on note;
-- expect: policies-widen-each-other
create policy fence on note for select to authenticated using (not hidden); -- expect: policy-widened "public.note authenticated"
