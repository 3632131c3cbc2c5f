-- expect: connection-to-elsewhere "dblink"
create extension dblink;
select * from dblink('dbname=postgres', 'select 1') as t(a int); -- expect: connection-to-elsewhere
select DBLink_Exec('', 'select 1'); -- expect: connection-to-elsewhere "dblink_exec"
select U&"\0064blink_exec"('', 'select 1'); -- expect: connection-to-elsewhere "dblink_exec"
select extensions.dblink_exec('', 'create role x superuser'); -- expect: connection-to-elsewhere "dblink_exec"
create server other foreign data wrapper postgres_fdw options (host 'example.org'); -- expect: connection-to-elsewhere
