-- === base
begin;
create type mood as enum ('good');
commit;
-- === migration
-- db-verify: no-transaction reason="a new value of an enum"
-- db-verify: irreversible reason="PostgreSQL can't take a value away"

alter type mood add value 'great';
select 'great'::mood; -- not reported: A value that is added outside
