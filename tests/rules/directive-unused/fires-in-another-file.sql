-- === up 202601020000__country.sql
-- expect: directive-unused "policy-without-role"
-- db-verify: allow policy-without-role reason="every role may read its own"

create table country (code text primary key);
alter table country enable row level security;
alter table country force row level security;
-- === up 202601030000__read.sql
set local lock_timeout = '5s';
create policy country_read on country for select using (code = current_user); -- expect: policy-without-role "public.country country_read"
-- === base file db/policies/other.sql
comment on schema public is 'notes';
-- === file db/policies/other.sql
-- expect: directive-unused "policy-without-role"
-- db-verify: allow policy-without-role reason="every role may read its own"

comment on schema public is 'more notes';
