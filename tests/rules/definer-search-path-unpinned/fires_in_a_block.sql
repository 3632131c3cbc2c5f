create schema private;
do $do$
begin
  create function private.f() returns integer language sql security definer as 'select 1'; -- expect: definer-search-path-unpinned "private.f()"
  create function private.g() returns integer language sql security definer set search_path = '' as 'select 1';
end $do$;
revoke execute on function private.f(), private.g() from public;
