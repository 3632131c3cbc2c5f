set lock_timeout = '5s';
-- expect: policy-without-role "public.note look"
create policy look on note for select using (owner = (select auth.uid()));
