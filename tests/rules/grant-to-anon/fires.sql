-- === config
platform: supabase
-- === up
grant select on note to anon; -- expect: grant-to-anon "public.note"
grant insert on public.v to authenticated, anon; -- expect: grant-to-anon "public.v"
