select 1 as id into copy;
alter table copy enable row level security, force row level security;
