-- === base
create role reader;
create role auditor;
create schema app;
create table app.entry (id bigint not null, state text not null);
alter table app.entry enable row level security, force row level security;
create policy open_ones on app.entry for select to reader using (state <> 'secret');
create policy all_ones on app.entry for select to auditor using (state is not null);
grant select on app.entry to reader, auditor;
create table app.note (id bigint not null, state text not null);
alter table app.note enable row level security, force row level security;
create policy open_ones on app.note for select to reader using (state = 'open');
grant select on app.note to reader;
create table app.task (id bigint not null, state text not null);
alter table app.task enable row level security, force row level security;
create policy open_ones on app.task for select to reader using (state = 'open');
grant select on app.task to reader;
create table app.log (id bigint not null, state text not null) partition by list (state);
alter table app.log enable row level security, force row level security;
create policy all_ones on app.log for select to auditor using (state is not null);
grant select on app.log to auditor;
create table app.log_open (id bigint not null, state text not null);
alter table app.log_open enable row level security, force row level security;
create policy open_ones on app.log_open for select to reader using (state = 'open');
-- === config
exposed_schemas: []
rules: {lock-timeout-missing: "off", blocking-validation: "off", policy-ignores-caller: "off", policy-always-true: "off"}
-- === up
-- expect: rows-read-through-parent "app.note reader"
-- expect: rows-read-through-parent "app.note auditor"
alter table app.note inherit app.entry;
delete from app.log_open where state <> 'open';
alter table app.log attach partition app.log_open for values in ('open'); -- expect: rows-read-through-parent "app.log_open auditor"
-- expect: rows-read-through-parent "app.task reader"
-- expect: rows-read-through-parent "app.task auditor"
do $$ begin alter table app.task inherit app.entry; end $$;
