-- expect: copy-runs-program "curl example.org"
copy note from program 'curl example.org';
copy note to program 'gzip > /tmp/note'; -- expect: copy-runs-program
