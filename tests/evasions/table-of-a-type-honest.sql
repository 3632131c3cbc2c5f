create type t as (id int);
create table n of t;
alter table n enable row level security, force row level security;
