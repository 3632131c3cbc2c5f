-- === base
create role viewer;
-- === config
view_owners: [viewer]
-- === up
create table kept (id bigint primary key);
alter table kept enable row level security;
alter table kept force row level security;
set local role viewer;
create table note (id bigint primary key); -- expect: ownership-given-away "public.note"
alter table note enable row level security;
alter table note force row level security;
create temporary table passing (id bigint) on commit drop;
create view v_note as select id from kept;
reset role;
create table other (id bigint primary key);
alter table other enable row level security;
alter table other force row level security;
