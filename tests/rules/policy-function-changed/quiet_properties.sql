-- === base file db/bootstrap/roles.sql
create role clerk;
-- === base
begin;
create schema app;
create table app.member (who text primary key, unit bigint not null);
create view app.units with (security_invoker = true) as select unit from app.member;
create table app.note (id bigint primary key, unit bigint not null);
alter table app.note enable row level security, force row level security;
create function app.sees(bigint) returns boolean language plpgsql stable
  as $$ begin return exists (select from app.member m where m.unit = $1 and m.who = current_user); end $$;
create function app.may(bigint) returns boolean language plpgsql stable set search_path = 'app'
  as $$ begin return exists (select from app.member m where m.unit = $1 and m.who = current_user); end $$;
create function app.asks(bigint) returns boolean language plpgsql stable set search_path = 'app'
  as $$ begin return exists (select from app.member m where m.unit = $1 and m.who = current_user); end $$;
create policy seen on app.note for select to clerk using (app.sees(unit) and app.may(unit) and app.asks(unit));
commit;
/* DOWN */
begin;
commit;
-- === config
exposed_schemas: []
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", rename-breaks-readers: "off"}
-- === migration
begin;
alter function app.sees(bigint) set search_path = 'app'; -- not reported: A search_path that a function had not
alter function app.may(bigint) set search_path = '';
alter function app.asks(bigint) reset search_path;
create or replace view app.units with (security_invoker = true) as select unit from app.member where unit > 0;
alter table app.member rename to members;
create table app.member (who text primary key, unit bigint not null); -- not reported: A table that another one
commit;

/* DOWN */

begin;
drop table app.member;
alter table app.members rename to member;
create or replace view app.units with (security_invoker = true) as select unit from app.member;
alter function app.asks(bigint) set search_path = 'app';
alter function app.may(bigint) set search_path = 'app';
alter function app.sees(bigint) reset search_path;
commit;
