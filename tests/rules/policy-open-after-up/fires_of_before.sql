-- === base
create table note (id bigint primary key, owner text not null, body text not null);
alter table note enable row level security, force row level security;
create policy own on note for select using (owner = current_user);
create policy fence on note as restrictive for select using (body <> 'x');
create policy kept on note as restrictive for select using (body <> 'y');
create policy shown on note as restrictive for select using (body <> 'z');
-- === config
rules: {lock-timeout-missing: "off", policy-without-role: "off", policy-widened: "off"}
-- === up
do $$ declare q text; begin select 'drop policy fence on note' into q; execute q; end $$; -- expect: policy-open-after-up "public.note fence"
drop policy shown on note; -- not reported: Policies that are as
-- === up 202601030000__altered.sql
do $$ declare q text; begin select 'alter policy own on note using (owner = current_user or id = 7)' into q; execute q; end $$; -- expect: policy-open-after-up "public.note own"
