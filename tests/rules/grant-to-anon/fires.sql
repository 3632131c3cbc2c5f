-- === config
platform: supabase
-- === up
grant select on note to anon; -- expect: grant-to-anon "public.note"
grant insert on public.v to authenticated, anon; -- expect: grant-to-anon "public.v"
create sequence number;
grant usage, update on sequence number to anon; -- expect: grant-to-anon "public.number"
create schema app2;
grant usage, create on schema app2 to anon; -- expect: grant-to-anon "app2"
create sequence next;
grant all on sequence next to anon; -- expect: grant-to-anon "public.next"
grant update on large object 7 to anon; -- expect: grant-to-anon "large object 7"
