-- === base file db/bootstrap/roles.sql
create role owner login createrole;
create role maker createrole;
grant maker to owner with admin option;
alter database app owner to owner;
alter schema public owner to owner;
-- === base
comment on schema public is 'notes';
-- === config
trial: {owner: owner}
rules: {lock-timeout-missing: "off"}
-- === up
alter role maker rename to builder; -- not reported: What default privileges of before
do $$ begin perform 1; end $$;
