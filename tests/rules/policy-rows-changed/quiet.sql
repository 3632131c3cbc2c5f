-- === config
rules: {lock-timeout-missing: "off", policies-widen-each-other: "off"}
-- === base
begin;
create role reader;
create schema app;
create table app.member (team bigint not null, who text not null, joined date, primary key (team, who));
create table app.note (id bigint primary key, team bigint not null, title text);
create function app.join_team(who text) returns void language sql set search_path = ''
  as 'insert into app.member (team, who) values (1, $1)';
alter table app.note enable row level security;
alter table app.note force row level security;
create policy mine on app.note for select to reader
  using (exists (select from app.member m where m.team = note.team and m.who = current_user));
commit;

/* DOWN */

begin;
drop schema app cascade;
drop role reader;
commit;
-- === migration
begin;
-- not reported: Rows of a table that the same migration makes
create table app.team (id bigint primary key, owner text not null);
create policy theirs on app.note for select to reader
  using (exists (select from app.team t where t.id = note.team and t.owner = current_user));
insert into app.team (id, owner) values (1, 'ann');
-- not reported: An UPDATE of columns that the policies
update app.member set joined = '2026-01-01' where who = 'bob';
-- not reported: Policies of the table itself
update app.note set team = 2 where id = 1;
-- not reported: What a function or a DO block writes
select app.join_team('ann');
do $$ begin insert into app.member (team, who) values (2, 'cid'); end $$;
commit;

/* DOWN */

begin;
delete from app.member where who in ('ann', 'cid');
drop policy theirs on app.note;
drop table app.team;
commit;
