-- === base file db/bootstrap/roles.sql
create role clerk;
grant create on schema public to public;
-- === base
begin;
create schema app;
create schema other;
create table app.member (who text primary key, unit bigint not null);
create table app.unit (id bigint primary key, state text not null);
create view app.open_units with (security_invoker = true) as select id from app.unit where state = 'open';
create table app.note (id bigint primary key, unit bigint not null);
alter table app.note enable row level security, force row level security;
create table app.plan (id bigint primary key, unit bigint not null);
alter table app.plan enable row level security, force row level security;
create function app.is_member(bigint) returns boolean language sql stable set search_path = 'app'
  begin atomic select exists (select from app.member m where m.unit = $1 and m.who = current_user); end;
create function app.sees(bigint) returns boolean language plpgsql stable set search_path = 'app'
  as $$ begin return exists (select from member m where m.unit = $1 and m.who = current_user); end $$;
create function app.may(bigint) returns boolean language plpgsql stable security definer set search_path = ''
  as $$ begin return exists (select from app.member m where m.unit = $1 and m.who = current_setting('app.me')); end $$;
revoke execute on function app.may(bigint) from public;
create function app.at_all(bigint) returns boolean language sql stable set search_path = '' return $1 is null or $1 > 0;
create function app.deep(bigint) returns boolean language sql stable set search_path = '' as $$ select $1 > 0 $$;
create function app.asks(bigint) returns boolean language sql stable set search_path = '' as $$ select app.deep($1) $$;
create function other.asks(bigint) returns boolean language sql stable set search_path = '' as $$ select $1 > 1 $$;
create policy seen on app.note for select to clerk
  using (app.sees(unit) and app.may(unit) and app.at_all(unit) and app.asks(unit) and app.is_member(unit));
create policy seen on app.plan for select to clerk using (unit in (select id from app.open_units) and app.may(unit));
commit;
/* DOWN */
begin;
commit;
-- === config
exposed_schemas: []
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", view-option-lost: "off", definer-search-path-unpinned: "off", view-without-security-invoker: "off", rename-breaks-readers: "off"}
-- === migration
begin;
alter function app.sees(bigint) reset search_path; -- expect: policy-function-changed "app.sees(bigint)"
alter function app.may(bigint) security invoker; -- expect: policy-function-changed "app.may(bigint)"
alter function app.at_all(bigint) strict; -- expect: policy-function-changed "app.at_all(bigint)"
create or replace function app.deep(bigint) returns boolean language sql stable set search_path = '' as $$ select $1 >= 0 $$; -- expect: policy-function-changed "app.deep(bigint)"
create or replace view app.open_units with (security_invoker = true) as select id from app.unit; -- expect: policy-function-changed "app.open_units"
alter table app.member rename to members;
create view app.member with (security_invoker = true) as select current_user::text as who, id as unit from app.unit; -- expect: policy-function-changed "app.member"
commit;

/* DOWN */

begin;
drop view app.member;
alter table app.members rename to member;
create or replace view app.open_units with (security_invoker = true) as select id from app.unit where state = 'open';
create or replace function app.deep(bigint) returns boolean language sql stable set search_path = '' as $$ select $1 > 0 $$;
alter function app.at_all(bigint) called on null input;
alter function app.may(bigint) security definer;
alter function app.sees(bigint) set search_path = 'app';
commit;
