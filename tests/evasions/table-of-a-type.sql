create type t as (id int);
create table n of t; -- expect: table-without-rls
