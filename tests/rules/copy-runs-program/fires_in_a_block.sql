create schema private;
create table private.note (id integer);
do $$ -- expect: copy-runs-program
begin
  -- A text is as good as a statement, and stands otherwise in the file.
  execute 'copy private.note to program ''id''';
  copy private.note from program 'whoami'; -- expect: copy-runs-program "whoami"
end $$;
