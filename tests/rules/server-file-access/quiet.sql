copy note to stdout;
select lo_from_bytea(0, 'x');
comment on table note is 'pg_read_file()';
