set lock_timeout = '5s';
create table "Note" (id int); -- expect: table-without-rls
alter table if exists note_ enable row level security;
