-- === base
create table note (id bigint);
create table other (id bigint);
alter table note enable row level security, force row level security;
alter table other enable row level security, force row level security;
-- === up
set lock_timeout = '5s';
alter table note disable row level security; -- expect: rls-disabled "public.note"
do $$ begin alter table other disable row level security; end $$; -- expect: rls-disabled "public.other"
