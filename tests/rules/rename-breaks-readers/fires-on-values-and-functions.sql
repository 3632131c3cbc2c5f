-- === base
create type mood as enum ('good', 'bad');
create function f() returns integer language sql return 1;
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
-- === up
alter type mood rename value 'good' to 'great'; -- expect: rename-breaks-readers "public.mood.good"
alter function f() rename to g; -- expect: rename-breaks-readers "public.f()"
alter function touch() rename to touched;
create schema private;
create type private.size as enum ('s');
alter type private.size rename value 's' to 'small';
create function private.h() returns integer language sql return 1;
alter function private.h() rename to i;
