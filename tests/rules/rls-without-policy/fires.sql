create table note (id bigint); -- expect: rls-without-policy "public.note"
alter table note enable row level security, force row level security;
grant select on note to analyst;
