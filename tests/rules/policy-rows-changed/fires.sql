-- === config
rules: {lock-timeout-missing: "off"}
-- === base
begin;
create role reader;
create schema app;
create table app.member (team bigint not null, who text not null, role text not null, joined date, primary key (team, who));
create table app.approval (note bigint primary key, until date);
create table app.note (id bigint primary key, team bigint not null);
alter table app.note enable row level security;
alter table app.note force row level security;
create function app.approved(note bigint) returns boolean language sql stable security definer set search_path = ''
  as 'select exists (select from app.approval a where a.note = $1 and (a.until is null or a.until > now()))';
create function app.open(note bigint) returns boolean language plpgsql stable set search_path = ''
  as 'begin return app.approved(note); end';
create policy mine on app.note for select to reader
  using (exists (select from app.member m where m.team = note.team and m.who = current_user and m.role = 'admin'));
create policy approved on app.note for select to reader using (app.open(id));
commit;

/* DOWN */

begin;
drop schema app cascade;
drop role reader;
commit;
-- === migration
begin;
-- expect: policy-rows-changed "app.member"
insert into app.member (team, who, role) values (1, 'ann', 'admin');
-- expect: policy-rows-changed "app.member"
update app.member set role = 'admin' where who = 'bob';
-- expect: policy-rows-changed "app.member"
delete from app.member where team = 2;
-- expect: policy-rows-changed "app.approval"
insert into app.approval (note) values (1);
-- expect: policy-rows-changed "app.approval"
update app.approval set until = null where note = 2;
commit;

/* DOWN */

begin;
delete from app.member where team = 1 and who = 'ann';
delete from app.approval where note = 1;
commit;
