create table "Note" (id int);
alter table "Note" enable row level security, force row level security;
