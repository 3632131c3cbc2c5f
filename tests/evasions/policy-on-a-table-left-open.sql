-- === base
create table n (id int);
-- === up
set lock_timeout = '5s';
create policy p on n for select to reader using (id = 1); -- expect: policy-without-rls
