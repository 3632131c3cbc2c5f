-- === base
create table public.note (id bigint primary key, title text);
alter table public.note enable row level security, force row level security;
create view public.titles with (security_invoker = true) as select title from public.note;
create view public.ids with (security_invoker = true) as select id from public.note;
create view public.kept with (security_invoker = true) as select id from public.note;
-- === config
rules: {lock-timeout-missing: "off"}
-- === up
do $$ begin create view public.made as select id from public.note; end $$; -- expect: view-without-security-invoker "public.made"
do $$ begin execute 'alter view public.titles reset (security_invoker)'; end $$; -- expect: view-without-security-invoker "public.titles"
do $$ begin alter view public.ids set (security_invoker = false); alter view public.ids set (security_invoker = true); end $$;
do $$ begin create view public.fine with (security_invoker = true) as select id from public.kept; end $$;
