-- === config
rules: {lock-timeout-missing: "off"}
-- === base
begin;
create schema private;
create table private.note (id bigint primary key, body text);
commit;

/* DOWN */

begin;
drop schema private cascade;
commit;
-- === migration
begin;
do $$ begin
  begin
    alter table private.note alter column body type varchar(20);
    raise exception 'no';
  exception when others then null;
  end;
end $$;
alter table private.note add column x int; -- the block has read it, not this
commit;

/* DOWN */

begin;
alter table private.note drop column x;
commit;
