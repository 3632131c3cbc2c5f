-- === base
create table note (id bigint primary key);
alter table note enable row level security, force row level security;
-- === up
create schema private;
create table private.remark (id bigint, note_id bigint references note (id)); -- expect: lock-timeout-missing "public.note"
