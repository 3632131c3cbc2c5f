create table note (id bigint primary key);
alter table note enable row level security;
alter table note force row level security;
-- expect: definer-search-path-unpinned "public.f()"
create function f() returns bigint language sql security definer as $$ select count(*) from note $$;
revoke execute on function f() from public;
create function g() returns void language plpgsql security definer as $$ -- expect: definer-search-path-unpinned "public.g()"
declare one public.note%rowtype;
begin
  select * into one from public.note where id = 1;
  insert into public.note values (one.id + 1);
end $$;
revoke execute on function g() from public;
