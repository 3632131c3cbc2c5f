create table if not exists n (id int); -- expect: table-without-rls
