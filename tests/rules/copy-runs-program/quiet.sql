copy note to stdout;
comment on table note is 'copy note from program';
