-- === base
create schema private;
create table private.note (id bigint primary key);
create table private.remark (id bigint primary key, note_id bigint references private.note (id));
-- === config
rules: {constraint-validated-at-once: "off"}
-- === up
set lock_timeout = '5s';
alter table private.remark alter constraint remark_note_id_fkey not enforced;
insert into private.remark values (1, 1);
alter table private.remark alter constraint remark_note_id_fkey enforced; -- not reported: A constraint that the same script
alter table private.remark add constraint more check (id > 0) not enforced; -- not reported: A new constraint that says
alter table private.remark alter constraint remark_note_id_fkey deferrable;
