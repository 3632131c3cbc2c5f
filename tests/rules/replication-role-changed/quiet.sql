set session_replication_role = origin; -- not reported: Setting it to
reset session_replication_role;
comment on table note is 'set session_replication_role = replica';
