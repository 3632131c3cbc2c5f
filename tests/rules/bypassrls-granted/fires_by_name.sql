-- === base file db/bootstrap/roles.sql
create role clerk;
create role scribe;
create role owner login createrole;
grant clerk, scribe to owner with admin option;
alter database app owner to owner;
alter schema public owner to owner;
-- === config
trial: {owner: owner}
-- === up
alter role clerk rename to service_role; -- expect: bypassrls-granted "clerk"
alter role scribe rename to writer;
alter group writer rename to scribe;
