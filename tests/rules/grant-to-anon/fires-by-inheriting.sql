-- === base file db/bootstrap/roles.sql
create role clerk;
create role reader;
create role empty;
create role anon;
create role authenticated;
create role owner login createrole;
grant anon, authenticated, clerk, reader, empty to owner with admin option;
grant reader to anon with inherit false;
alter database app owner to owner;
alter schema public owner to owner;
-- === base
create table note (id bigint primary key, open boolean not null);
alter table note enable row level security, force row level security;
create policy clerks on note for update to clerk using (open);
grant select, update on note to clerk;
grant select on note to reader;
-- === config
trial: {owner: owner}
rules: {lock-timeout-missing: "off"}
-- === up
grant reader to anon with inherit true; -- expect: grant-to-anon "reader"
grant clerk to authenticated; -- expect: grant-to-anon "clerk"
grant empty to authenticated; -- not reported: Other roles
revoke inherit option for reader from anon;
grant clerk to anon with inherit false; -- not reported: Membership WITH INHERIT FALSE
