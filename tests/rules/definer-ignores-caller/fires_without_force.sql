-- === up
create table note (id bigint primary key, owner text not null);
alter table note enable row level security; -- expect: rls-not-forced
create role clerk;
-- expect: definer-ignores-caller "public.all_notes()"
create function all_notes() returns setof note language sql stable security definer set search_path = '' as $$ select * from public.note $$;
revoke execute on function all_notes() from public;
grant execute on function all_notes() to clerk;
