create table note (id bigint);
drop table note;
