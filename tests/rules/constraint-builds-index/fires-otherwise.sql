-- === base
create table note (id bigint, during int4range, place int);
create table parted (id bigint not null, at date not null) partition by range (at);
create table parted_2025 partition of parted for values from ('2025-01-01') to ('2026-01-01');
-- === up
set lock_timeout = '5s';
alter table note add exclude using gist (during with &&); -- expect: constraint-builds-index
alter table note add unique (place, during without overlaps); -- expect: constraint-builds-index
alter table note add column code text unique; -- expect: constraint-builds-index
alter table parted add unique (id, at); -- expect: constraint-builds-index
