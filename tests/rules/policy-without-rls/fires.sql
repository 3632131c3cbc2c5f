-- === base
create table note (id bigint);
-- === up
set lock_timeout = '5s';
-- expect: policy-without-rls "public.note look"
create policy look on note for select to analyst using (id = 1);
