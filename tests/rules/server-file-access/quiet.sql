copy note to stdout; -- not reported: COPY FROM STDIN
select lo_from_bytea(0, 'x'); -- not reported: Large objects
comment on table note is 'pg_read_file()';
