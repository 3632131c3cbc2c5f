create schema app;
\i other.sql -- expect: syntax-error
