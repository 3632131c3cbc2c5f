-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null, size integer not null);
create table private.other (id integer primary key, name text);
commit;
/* DOWN */
begin;
commit;
-- === migration
begin;
set local lock_timeout = '5s';
do $$ declare what text; begin select 'alter table private.note alter column size type bigint' into what; execute what; end $$; -- expect: table-rewritten-in-trial
commit;

/* DOWN */

begin;
do $$ declare what text; begin select 'alter table private.note alter column size type integer' into what; execute what; end $$;
commit;
