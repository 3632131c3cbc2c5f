-- === base
create function f(i integer) returns integer language sql return 1;
create function g(i integer) returns integer language sql return 1;
create procedure p() language sql as 'select 1';
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
-- === up
drop function f; -- expect: drop-breaks-readers "public.f(integer)"
drop procedure p(); -- expect: drop-breaks-readers "public.p()"
drop function touch();
drop function g(integer);
create function g(i bigint) returns bigint language sql return 1;
create function h() returns integer language sql return 1;
drop function h();
