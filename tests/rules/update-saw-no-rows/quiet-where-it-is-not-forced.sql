-- === base
begin;
create schema private;
create table private.note (id integer primary key, title text not null);
alter table private.note enable row level security;
alter table private.note force row level security;
create policy tenants on private.note using (id = current_setting('app.tenant', true)::integer);
create table private.plain (id integer primary key, title text not null);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", force-rls-removed: "off", backfill-with-ddl: "off", blocking-validation: "off", access-exclusive-held: "off", policy-without-role: "off", policy-without-check: "off", down-incomplete: "off"}
-- === migration
begin;
alter table private.note no force row level security;
update private.note set title = 'none' where title = 'no such title';
alter table private.note force row level security;
update private.plain set title = 'none' where title = 'no such title';
alter table private.plain enable row level security, force row level security;
create policy nobody on private.plain using (id = 0);
set local app.tenant = '1';
delete from private.note where title = 'no such title';
commit;

/* DOWN */

begin;
drop policy nobody on private.plain;
alter table private.plain no force row level security, disable row level security;
commit;
