create function f() returns void language sql set session_replication_role = replica as 'select 1'; -- expect: replication-role-changed
