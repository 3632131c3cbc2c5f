-- expect: bypassrls-granted "reporting"
create role reporting bypassrls;
alter role analyst superuser; -- expect: bypassrls-granted "analyst"
grant pg_read_all_data to analyst; -- expect: bypassrls-granted
grant reporting to analyst; -- expect: bypassrls-granted "analyst"
create role support in role reporting; -- expect: bypassrls-granted "support"
do $$ begin execute 'grant reporting to anon'; end $$; -- expect: bypassrls-granted "anon"
alter role analyst replication; -- expect: bypassrls-granted "analyst"
grant pg_maintain to analyst; -- expect: bypassrls-granted "analyst"
