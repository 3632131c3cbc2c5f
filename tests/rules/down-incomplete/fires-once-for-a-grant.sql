-- === base
create role reader;
create role writer;
create table public.note (id bigint primary key);
alter table public.note enable row level security, force row level security;
grant delete on public.note to writer;
-- === config
rules: {lock-timeout-missing: "off", transaction-missing: "off"}
-- === migration
grant select, insert, update on public.note to reader; -- expect: down-incomplete "public.note"
grant select on public.note to writer; -- expect: down-incomplete "public.note"
revoke delete on public.note from writer; -- expect: down-incomplete "public.note"

/* DOWN */

comment on table public.note is null;
