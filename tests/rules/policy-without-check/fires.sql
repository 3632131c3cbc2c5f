set lock_timeout = '5s';
-- expect: policy-without-check "public.note add"
create policy add on note for insert to service_role;
-- expect: policy-without-check "app.note edit"
create policy edit on app.note for update to service_role using (owner = (select auth.uid()));
create policy everything on note to service_role using (owner = (select auth.uid())); -- expect: policy-without-check
create policy nobody on note to service_role; -- expect: policy-without-check "public.note nobody"
