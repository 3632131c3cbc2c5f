-- === config
trial: {owner: eng_owner}
-- === up
grant select, insert, update, delete on note to service_role; -- not reported: SELECT, INSERT
grant truncate on note to eng_owner; -- not reported: Grants to the role
grant all on app.note to service_role; -- expect: grant-all
