create table note (id bigint); -- expect: table-without-rls
create policy look on note for select to analyst using (id = 1);
