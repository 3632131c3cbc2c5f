-- === base file db/bootstrap/roles.sql
create role clerk;
create role owner login createrole;
grant clerk to owner with admin option;
alter database app owner to owner;
alter schema public owner to owner;
-- === base
create table note (id bigint primary key, owner text not null);
alter table note enable row level security, force row level security;
create policy own on note for select to clerk using (owner = current_user);
-- === config
trial: {owner: owner}
rules: {lock-timeout-missing: "off"}
-- === up
alter role clerk rename to scribe;
