create table note (id bigint); -- expect: table-without-rls
