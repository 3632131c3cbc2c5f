-- === base file db/bootstrap/roles.sql
create role clerk;
create role empty;
create role scribe;
create role owner login createrole;
grant clerk, empty, scribe to owner with admin option;
alter database app owner to owner;
alter schema public owner to owner;
-- === base
create table note (id bigint primary key, open boolean not null);
alter table note enable row level security, force row level security;
create policy clerks on note for update to clerk using (open);
grant select, update on note to clerk, scribe;
-- === config
trial: {owner: owner}
rules: {lock-timeout-missing: "off"}
-- === up
alter role clerk rename to anon; -- expect: grant-to-anon "clerk"
alter role empty rename to authenticated;
alter role scribe rename to writer; -- not reported: Other roles
