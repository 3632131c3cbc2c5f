create table "public.n" (id int); -- expect: table-without-rls
