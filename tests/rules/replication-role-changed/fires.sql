-- expect: replication-role-changed "session_replication_role"
set session_replication_role = replica;
set local session_replication_role to 'local'; -- expect: replication-role-changed
select set_config('session_replication_role', 'replica', true); -- expect: replication-role-changed
alter role eng_owner set session_replication_role = replica; -- expect: replication-role-changed
