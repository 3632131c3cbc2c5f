-- expect: server-file-access "/etc/passwd"
copy note from '/etc/passwd';
copy note to '/var/lib/note'; -- expect: server-file-access
insert into note select pg_catalog.pg_read_file('/etc/passwd'); -- expect: server-file-access "pg_read_file"
select lo_import('/etc/passwd'); -- expect: server-file-access
create extension file_fdw; -- expect: server-file-access
