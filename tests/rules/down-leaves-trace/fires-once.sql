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
do $$ declare what text; begin select 'create table private.other (id serial)' into what; execute what; end $$; -- expect: down-leaves-trace "private.other"
commit;

/* DOWN */

begin;
comment on schema private is null; -- not reported: What comes and goes with what is reported
commit;
