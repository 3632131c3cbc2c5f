-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", index-not-concurrent: "off", blocking-validation: "off"}
-- === migration
begin;
do $$ begin update private.note set title = ''; end $$; -- expect: down-loses-data "private.note.title"
create index note_title on private.note (title);
commit;

/* DOWN */

begin;
drop index private.note_title;
commit;
