-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {blocking-validation: "off", lock-timeout-missing: "off"}
-- === migration
begin;
do $$ begin execute 'create index note_title on private.note (title)'; end $$;
commit;

/* DOWN */

begin;
do $$ begin execute 'drop index private.note_title'; end $$;
commit;
