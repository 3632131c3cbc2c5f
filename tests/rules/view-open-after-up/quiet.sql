-- === base file db/bootstrap/roles.sql
create role views;
grant create on schema public to views;
-- === base
create schema private;
create table public.note (id bigint primary key, title text);
alter table public.note enable row level security, force row level security;
create table private.kind (name text primary key);
grant select on public.note to views;
-- === config
view_owners: [views]
rules: {lock-timeout-missing: "off", view-without-security-invoker: "off"}
-- === up
do $$ declare q text; begin select 'create view public.fine with (security_invoker = true) as select id from public.note' into q; execute q; end $$;
do $$ declare q text; begin select 'create view private.hidden as select id from public.note' into q; execute q; end $$; -- not reported: Views that belong to one
do $$ declare q text; begin select 'create view public.kinds as select name from private.kind' into q; execute q; end $$; -- not reported: Views that read no table
do $$ declare q text; begin select 'create view public.above as select id from public.fine' into q; execute q; end $$; -- not reported: Views that read no table
do $$ declare q text; begin select 'create materialized view private.kept as select id from public.note' into q; execute q; end $$; -- not reported: Views that belong to one
create view public.shown as select id from public.note; -- not reported: Views that the file shows
