create table note (id bigint); -- expect: table-without-rls "public.note"
alter table note enable row level security, force row level security;
alter table note disable row level security; -- expect: rls-disabled
