-- === base
create role reader;
create role auditor;
create role above bypassrls;
create schema app;
create table app.entry (id bigint not null, state text not null);
alter table app.entry enable row level security, force row level security;
create policy open_ones on app.entry for select to reader using (state = 'open');
grant select on app.entry to reader, above;
create table app.note (id bigint not null, state text not null);
alter table app.note enable row level security, force row level security;
create policy several on app.note for select to reader using (state in ('open', 'done'));
create policy others on app.note for select to auditor using (state = 'done');
grant select on app.note to reader, auditor;
create table app.waiting (id bigint not null, state text not null);
alter table app.waiting enable row level security, force row level security;
create table app.bare (id bigint not null, state text not null);
-- === config
exposed_schemas: []
rules: {lock-timeout-missing: "off", blocking-validation: "off", policy-ignores-caller: "off"}
-- === up
alter table app.note inherit app.entry; -- not reported: Roles that the child's own policies
alter table app.waiting inherit app.entry; -- not reported: A table without policies and grants
alter table app.bare inherit app.entry; -- not reported: A child without row-level security
create table app.plan (id bigint not null, state text not null);
alter table app.plan enable row level security, force row level security;
create policy done_ones on app.plan for select to reader using (state = 'done');
grant select on app.plan to reader;
alter table app.plan inherit app.entry; -- not reported: A table that the migration makes
