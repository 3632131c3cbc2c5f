-- === config
trial: {owner: eng_owner}
-- === up
grant select, insert, update, delete on note to service_role;
grant truncate on note to eng_owner;
grant all on app.note to service_role; -- expect: grant-all
