create table copy as select 1 as id; -- expect: table-without-rls
