-- === base
create table public.note (id bigint primary key, owner uuid not null, members jsonb not null, path text not null, tags jsonb not null);
alter table public.note enable row level security;
alter table public.note force row level security;
grant select, insert, update, delete on public.note to authenticated;
create table public.page (id bigint primary key, members jsonb not null);
alter table public.page enable row level security;
alter table public.page force row level security;
grant select on public.page to authenticated;
-- === up
set local lock_timeout = '5s';
-- What a stranger is called stands in no row.
create policy a on public.note for select to authenticated using (members ? (select auth.uid())::text or members ->> 'owner' = (select auth.uid())::text);
create policy b on public.note for insert to authenticated with check (path like (select auth.uid())::text || '/%');
create policy c on public.note for update to authenticated using (members @> to_jsonb((select auth.uid())::text)) with check (members @> to_jsonb((select auth.uid())::text));
-- A list may be empty, and what is not there is found in each row that lacks it.
create policy d on public.note for delete to authenticated using (tags @> ((select auth.jwt()) -> 'tags')); -- expect: access-not-declared "public.note authenticated"
-- expect: policy-ignores-caller
create policy e on public.page for select to authenticated using (not members ? (select auth.uid())::text); -- expect: access-not-declared "public.page authenticated"
-- === config
platform: supabase
rules: {policies-widen-each-other: "off", policy-literal-identity: "off"}
access:
  claims: {another: {tags: []}}
  allow: [{role: authenticated, object: [public.note, public.page], may: [select, insert, update, delete], claims: own}]
