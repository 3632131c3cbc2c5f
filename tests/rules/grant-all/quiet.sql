-- === config
trial: {owner: eng_owner}
-- === up
grant all on note to eng_owner; -- not reported: Grants to the role
grant all on sequence note_id_seq to service_role; -- not reported: ALL on sequences
grant all on schema app to service_role;
revoke all on note from anon; -- not reported: REVOKE ALL
grant select, insert on note to service_role;
