create view v as select 1 as id;
grant select on v to anon;
grant usage on schema public to anon;
grant select on note to authenticated;
revoke select on note from anon;
