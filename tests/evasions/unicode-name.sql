create table "nóta" (id int); -- expect: table-without-rls
