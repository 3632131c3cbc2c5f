create table "nóta" (id int);
alter table "nóta" enable row level security, force row level security;
