-- === base
create table public.note (id bigint primary key, title text not null);
alter table public.note enable row level security;
alter table public.note force row level security;
create policy readers on public.note for select to reader using (id > 1);
grant select on public.note to reader;
create table public."Secret" (id bigint primary key, title text not null);
alter table public."Secret" enable row level security;
alter table public."Secret" force row level security;
create view public.titles with (security_invoker = true) as select title from public.note;
grant select on public.titles to reader;
create function public.count_of(integer) returns bigint language sql stable security definer set search_path = pg_catalog, pg_temp
  as 'select count(*) from public.note where id = $1 and current_user = current_user';
revoke execute on function public.count_of(integer) from public;
create table public.hidden_secret (id bigint primary key, title text not null);
alter table public.hidden_secret enable row level security;
alter table public.hidden_secret force row level security;
-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: supabase}
access:
  allow:
    - {role: reader, object: [public.note, public.titles], may: select}
-- === file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: supabase}
# expect: config-weakened "access"
# expect: config-weakened "access"
# expect: config-weakened "access"
access:
  allow:
    - {role: reader, object: [public.note, public.titles, public.remark, public.added], may: select}
    - {role: reader, object: [public.Secret, public.kept], may: select}
    - {role: anon, object: public.titles, may: select}
    - {role: reader, object: [public.count_of], may: execute}
-- === up
set local lock_timeout = '5s';
alter table public.note rename to remark; -- expect: rename-breaks-readers "public.note"
alter table public.hidden_secret rename to kept; -- expect: rename-breaks-readers "public.hidden_secret"
create policy readers on public.kept for select to reader using (id > 1); -- expect: access-not-declared "public.kept reader"
grant select on public.kept to reader;
create policy readers on public."Secret" for select to reader using (id > 1); -- expect: access-not-declared "public.\"Secret\" reader"
grant select on public."Secret" to reader;
drop view public.titles;
create view public.titles with (security_invoker = true) as select title from public.remark;
grant select on public.titles to reader;
create function public.count_of(text) returns bigint language sql immutable set search_path = '' as 'select 1::bigint';
grant execute on function public.count_of(integer) to reader; -- expect: access-not-declared "public.count_of(integer) reader"
create table public.added (id bigint primary key, title text not null);
alter table public.added enable row level security;
alter table public.added force row level security;
create policy readers on public.added for select to reader using (id > 1);
grant select on public.added to reader;
