set session_replication_role = origin;
reset session_replication_role;
comment on table note is 'set session_replication_role = replica';
