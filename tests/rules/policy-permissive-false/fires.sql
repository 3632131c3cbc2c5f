set lock_timeout = '5s';
create policy nobody on note for delete to anon using (false); -- expect: policy-permissive-false "public.note nobody"
create policy nothing on note for insert to anon with check ('f'::bool); -- expect: policy-permissive-false
