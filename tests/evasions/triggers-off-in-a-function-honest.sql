create function f() returns void language sql set search_path = '' as 'select 1';
