-- === base
create table note (id bigint primary key, owner text not null);
alter table note enable row level security, force row level security;
-- === config
rules: {lock-timeout-missing: "off", policy-without-role: "off"}
-- === up
do $$ declare q text; begin select 'create policy open on note for select using (tableoid = ''note''::regclass)' into q; execute q; end $$; -- expect: policy-open-after-up "public.note open"
