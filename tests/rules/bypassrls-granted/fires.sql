-- expect: bypassrls-granted "reporting"
create role reporting bypassrls;
alter role analyst superuser; -- expect: bypassrls-granted "analyst"
grant pg_read_all_data to analyst; -- expect: bypassrls-granted
