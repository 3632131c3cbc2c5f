copy note to stdout; -- not reported: COPY FROM STDIN
comment on table note is 'copy note from program';
