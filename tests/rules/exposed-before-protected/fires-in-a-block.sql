create table note (id bigint);
do $$ begin grant select on note to analyst; end $$; -- expect: exposed-before-protected "public.note"
alter table note enable row level security, force row level security;
create policy look on note for select to analyst using (id = 1);
