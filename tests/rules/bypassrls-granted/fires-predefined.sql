create role analyst;
create role clerk in role pg_read_all_data; -- expect: bypassrls-granted "clerk"
alter group pg_write_all_data add user analyst; -- expect: bypassrls-granted "analyst"
grant pg_execute_server_program to analyst; -- expect: bypassrls-granted "analyst"
grant pg_write_server_files to analyst; -- expect: bypassrls-granted "analyst"
-- expect: bypassrls-granted "analyst"
-- expect: bypassrls-granted "clerk"
grant pg_read_server_files to analyst, clerk;
alter group pg_write_all_data drop user analyst;
revoke pg_read_all_data from clerk;
grant pg_monitor to analyst;
