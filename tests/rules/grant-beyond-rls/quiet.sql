-- === config
trial: {owner: eng_owner}
view_owners: [eng_views]
-- === up
grant select, insert, update, delete on note to service_role; -- not reported: SELECT, INSERT
grant truncate on note to eng_owner; -- not reported: Grants to the role
grant all on app.note to service_role; -- expect: grant-all
grant usage on schema public to analyst; -- not reported: USAGE of a schema
grant create on schema reports to analyst;
grant create on schema public to eng_owner, eng_views;
