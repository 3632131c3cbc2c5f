-- === base file db/bootstrap/roles.sql
create role analyst;
create role clerk;
create role owner login createrole;
alter database app owner to owner;
grant analyst to clerk;
grant analyst to owner with admin option;
-- === config
trial: {owner: owner}
-- === migration
begin;
create role auditor;
revoke analyst from clerk; -- expect: grant-changed-nothing "clerk"
commit;
/* DOWN */
begin;
drop role auditor;
commit;
