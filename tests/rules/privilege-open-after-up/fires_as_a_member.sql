-- === config
platform: supabase
rules: {lock-timeout-missing: "off"}
-- === base
create table note (id bigint primary key);
alter table note enable row level security;
create role reader;
-- === up
do $$ declare q text; begin select 'grant reader to anon' into q; execute q; end $$; -- expect: privilege-open-after-up "anon in reader"
