-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null, size integer not null);
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
set local lock_timeout = '5s';
alter table private.note add column body text; -- expect: access-exclusive-held
do $$ begin
  for i in 1..2 loop
    perform pg_sleep(0.001);
  end loop;
end $$;
commit;

/* DOWN */

begin;
alter table private.note drop column body;
commit;
