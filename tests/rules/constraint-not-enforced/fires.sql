-- === base
create schema private;
create table private.note (id bigint primary key);
create table private.remark (id bigint primary key, note_id bigint references private.note (id));
-- === up
set lock_timeout = '5s';
alter table private.remark alter constraint remark_note_id_fkey not enforced; -- expect: constraint-not-enforced "private.remark remark_note_id_fkey"
