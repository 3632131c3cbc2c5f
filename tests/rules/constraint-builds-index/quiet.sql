-- === base
create table note (id bigint, title text);
-- === up
set lock_timeout = '5s';
alter table note add constraint note_pkey primary key using index note_pkey; -- not reported: USING INDEX
create schema private;
create table private.remark (id bigint);
alter table private.remark add primary key (id); -- not reported: Tables that the same
