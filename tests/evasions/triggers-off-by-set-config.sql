select set_config('session_replication_role', 'replica', true); -- expect: replication-role-changed
