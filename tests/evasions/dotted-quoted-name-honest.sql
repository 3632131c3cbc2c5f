create table "public.n" (id int);
alter table public."public.n" enable row level security, force row level security;
