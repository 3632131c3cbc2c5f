-- === base
create table note (id bigint, title text);
alter table note enable row level security, force row level security;
create policy look on note for select to analyst using (id = 1);
-- === up
set lock_timeout = '5s';
-- expect: policies-widen-each-other "public.note everything"
create policy everything on note for all to analyst using (id = 2) with check (id = 2);
