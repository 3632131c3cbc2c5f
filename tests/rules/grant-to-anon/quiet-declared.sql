-- === base
create role anon;
create table public.tag (id bigint primary key, name text);
alter table public.tag enable row level security, force row level security;
-- === config
access: {allow: [{role: anon, object: public.tag, may: select}]}
rules: {lock-timeout-missing: "off"}
-- === up
grant select on public.tag to anon; -- not reported: What `access:` lets anon do
-- === up 202601030000__more.sql
grant select, insert on public.tag to anon; -- expect: grant-to-anon "public.tag"
