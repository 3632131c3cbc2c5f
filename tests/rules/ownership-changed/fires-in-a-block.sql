-- === base file db/bootstrap/roles.sql
create role other;
create role views;
create role past bypassrls;
create role owner login;
grant other, views, past to owner;
alter database app owner to owner;
-- === base
begin;
create schema private;
create table private.draft (id integer primary key);
create table private.note (id integer primary key, title text not null);
alter table private.note enable row level security, force row level security;
create view private.v as select id from private.note;
create view private.w as select id from private.note;
grant usage, create on schema private to other, views, past;
grant select on private.note to other;
set local role other;
create view private.x as select id from private.note;
commit;
/* DOWN */
begin;
commit;
-- === config
trial: {owner: owner}
view_owners: [views]
rules: {lock-timeout-missing: "off", down-leaves-trace: "off", drop-breaks-readers: "off", access-exclusive-held: "off"}
-- === migration
begin;
do $$ begin execute 'alter table private.note ' || 'owner to other'; end $$; -- expect: ownership-changed "private.note"
do $$ begin alter table private.draft owner to past; end $$; -- expect: ownership-changed "private.draft"
do $$ begin alter view private.v owner to other; end $$; -- expect: ownership-changed "private.v"
do $$ begin alter view private.w owner to views; end $$; -- not reported: What a block gives to
do $$ begin drop view private.x; create view private.x as select id, title from private.note; end $$; -- expect: ownership-changed "private.x"
commit;

/* DOWN */

begin;
do $$ begin alter table private.note owner to owner; alter table private.draft owner to owner; alter view private.v owner to owner; alter view private.w owner to owner; end $$;
drop view private.x;
set local role other;
create view private.x as select id from private.note;
commit;
