create tabel note (); -- expect: syntax-error
