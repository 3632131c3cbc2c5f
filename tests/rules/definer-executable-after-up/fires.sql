-- === base file db/bootstrap/roles.sql
create role anon;
-- === config
rules: {function-changes-rights: "off"}
-- === base
create schema app;
create table app.note (id bigint primary key);
alter table app.note enable row level security;
alter table app.note force row level security;
create function app.known(kind text, since timestamptz) returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$;
revoke execute on function app.known from public;
create function app.for_some() returns bigint language sql security definer set search_path = '' as $$ select count(*) from app.note $$;
revoke execute on function app.for_some() from public;
create function app.own_rights() returns bigint language sql set search_path = '' as $$ select count(*) from app.note $$;
-- === up 202601020000__granted.sql
do $$ begin execute 'grant exe' || 'cute on function app.known to pub' || 'lic'; end $$; -- expect: definer-executable-after-up "app.known(text,timestamp with time zone)"
do $$ begin execute 'set local stat' || 'ement_timeout = 0'; end $$;
-- === up 202601020100__altered.sql
do $$ -- expect: definer-executable-after-up "app.own_rights()"
declare word text;
begin
  select string_agg(chr(code), '' order by n) into word from unnest(array[100, 101, 102, 105, 110, 101, 114]) with ordinality as x (code, n);
  execute 'alter function app.own_rights() security ' || word;
end $$;
-- === up 202601020200__made.sql
do $$ -- expect: definer-executable-after-up "app.made(integer)"
declare word text;
begin
  select string_agg(chr(code), '' order by n) into word from unnest(array[100, 101, 102, 105, 110, 101, 114]) with ordinality as x (code, n);
  execute 'create function app.made(x int4) returns bigint language sql set search_path = '''' security ' || word || ' as ''select 1::bigint''';
end $$;
-- === up 202601020300__to_anon.sql
do $$ begin execute 'grant exe' || 'cute on function app.for_some to an' || 'on'; end $$; -- expect: definer-executable-after-up "app.for_some()"
