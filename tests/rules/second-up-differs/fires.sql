-- === base
begin;
create schema private;
create table private.run (id integer);
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
-- expect: second-up-differs "private.run_3"
-- expect: second-up-differs "private.run_4"
do $$ begin execute format('create table private.run_%s (id integer)', (select count(*) from private.run)); end $$;
insert into private.run values (1); -- expect: second-up-doubles-data
commit;

/* DOWN */

begin;
do $$ declare what text; begin for what in select relname from pg_class where relname ~ '^run_[0-9]+$' and relkind = 'r' loop execute format('drop table private.%I', what); end loop; end $$;
commit;
