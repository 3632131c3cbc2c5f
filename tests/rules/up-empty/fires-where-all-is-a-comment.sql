/* create table note (id bigint); */ -- expect: up-empty "202601020000"
