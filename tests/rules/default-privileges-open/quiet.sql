-- === config
view_owners: [eng_views]
trial: {owner: eng_owner}
-- === up
alter default privileges revoke execute on functions from public; -- not reported: REVOKE, which closes
alter default privileges grant usage on sequences to analyst; -- not reported: Types, USAGE of sequences
alter default privileges grant select on tables to eng_views, eng_owner; -- not reported: Grants to the role
alter default privileges grant execute on functions to service_role; -- not reported: Functions and CREATE
