-- === base
begin;
create schema private;
create table private.old (id bigint, title text default 'a');
commit;
-- === config
rules: {lock-timeout-missing: "off", index-not-concurrent: "off", rename-breaks-readers: "off"}
-- === migration
begin; -- expect: down-missing "202601020000"
create type private.mood as enum ('good');
create table private.note (id bigint primary key, mood private.mood);
alter table private.note enable row level security, force row level security;
create policy look on private.note for select to analyst using (id = 1);
comment on table private.note is 'notes';
create index old_title on private.old (title);
create function private.f(i integer) returns int language sql return 1;
create view private.v as select id from private.old;
alter table private.old add column body text;
alter table private.old add constraint old_check check (id > 0) not valid;
alter table private.old alter column title set default 'b';
alter table private.old enable row level security;
alter table private.old force row level security;
alter table private.old rename column id to old_id;
create policy look on private.old for select to analyst using (old_id = 1);
grant select on private.old to analyst;
grant select on private.v to analyst;
commit;
