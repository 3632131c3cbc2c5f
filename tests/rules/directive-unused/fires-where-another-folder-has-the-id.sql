-- === config
migrations: [{path: one, layout: plain}, {path: two, layout: plain}]
-- === base file one/1_a.sql
create table country (code text primary key);
alter table country enable row level security;
alter table country force row level security;
-- === base file two/1_a.sql
create table city (name text primary key);
alter table city enable row level security;
alter table city force row level security;
-- === file one/2_b.sql
-- expect: directive-unused "policy-without-role"
-- db-verify: allow policy-without-role reason="every role may read its own"

comment on table country is 'notes';
-- === file two/2_b.sql
set lock_timeout = '5s';
create policy city_read on city for select using (name = current_user); -- expect: policy-without-role "public.city city_read"
