-- === config
view_owners: [eng_views]
trial: {owner: eng_owner}
-- === up
alter default privileges revoke execute on functions from public;
alter default privileges grant usage on sequences to analyst;
alter default privileges grant select on tables to eng_views, eng_owner;
alter default privileges grant execute on functions to service_role;
