create table country (code text primary key);
alter table country enable row level security;
alter table country force row level security;

-- db-verify: allow policy-without-role reason="every role may read its own" until=2027-01-01
create policy country_read on country for select using (code = current_user);
