-- === base
create table public.note (id bigint primary key, title text);
alter table public.note enable row level security, force row level security;
-- === config
rules: {lock-timeout-missing: "off"}
-- === up
do $$ declare q text; begin select 'create view public.made as select id from public.note' into q; execute q; end $$; -- expect: view-open-after-up "public.made"
