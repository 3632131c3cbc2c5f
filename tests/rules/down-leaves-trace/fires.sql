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
do $$ declare what text; begin select 'create index note_title on private.note (title)' into what; execute what; end $$; -- expect: down-leaves-trace "private.note_title"
alter table private.note add column body text;
commit;

/* DOWN */

begin;
alter table private.note drop column body;
commit;
