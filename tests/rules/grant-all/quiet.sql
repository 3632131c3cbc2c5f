-- === config
trial: {owner: eng_owner}
-- === up
grant all on note to eng_owner;
grant all on sequence note_id_seq to service_role;
grant all on schema app to service_role;
revoke all on note from anon;
grant select, insert on note to service_role;
