-- === config
rules: {data-lost: "off"}
-- === base
create table note (id bigint primary key);
create table tag (id bigint primary key, note_id bigint references note (id));
-- === up
set lock_timeout = '5s';
truncate note, tag; -- not reported: TRUNCATE without CASCADE
create schema private;
create table private.remark (id bigint primary key);
truncate private.remark cascade; -- not reported: Tables that the same
