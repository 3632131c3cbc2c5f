-- === base
create table note (id bigint, title text);
create table parted (id bigint not null, at date not null) partition by range (at);
create table parted_2025 partition of parted for values from ('2025-01-01') to ('2026-01-01');
-- === up
set lock_timeout = '5s';
alter table note add constraint note_pkey primary key using index note_pkey; -- not reported: USING INDEX
create schema private;
create table private.remark (id bigint);
alter table private.remark add primary key (id); -- not reported: Tables that the same
alter table only parted add unique (id, at); -- not reported: `ONLY` a partitioned
