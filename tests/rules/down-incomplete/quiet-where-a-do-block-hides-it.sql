-- === migration
begin;
create schema private;
create type private.mood as enum ('good'); -- not reported: Where a DO block
commit;

/* DOWN */

begin;
do $$
declare one record;
begin
  for one in select nspname from pg_namespace where nspname = 'private' loop
    execute format('drop type %I.mood', one.nspname);
    execute format('drop schema %I', one.nspname);
  end loop;
end $$;
commit;
