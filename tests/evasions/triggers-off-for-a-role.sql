alter role reader set session_replication_role = replica; -- expect: replication-role-changed
