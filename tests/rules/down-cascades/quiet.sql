-- === base
begin;
create schema private;
create table private.old (id bigint primary key);
commit;
-- === migration
begin;
set local lock_timeout = '5s';
alter table private.old drop constraint if exists old_check cascade; -- not reported: CASCADE in an up
create table private.note (id bigint references private.old (id) on delete cascade); -- not reported: `ON DELETE CASCADE`
commit;

/* DOWN */

begin;
drop table private.note restrict; -- not reported: RESTRICT
commit;
