-- === config
platform: supabase
-- === up
create table note (id bigint primary key);
alter table note enable row level security;
alter table note force row level security;
create policy own on note for select to authenticated using (id = (select auth.uid())::text::bigint);
grant delete on table note to anon; -- expect: grant-to-anon "public.note"
grant insert on table note to anon; -- not reported: A second GRANT
grant select on table note to anon;
grant truncate on table note to anon; -- not reported: TRUNCATE and -- expect: grant-beyond-rls "public.note"
