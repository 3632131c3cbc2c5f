create view v as select 1 as id;
grant select on v to anon; -- not reported: SELECT on views
grant usage on schema public to anon; -- not reported: Other roles, and
grant select on note to authenticated;
revoke select on note from anon; -- not reported: REVOKE
create function today() returns date language sql as 'select current_date';
grant execute on function today() to anon; -- not reported: Functions
create sequence number;
grant usage on sequence number to anon;
