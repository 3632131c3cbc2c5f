-- === config
platform: supabase
-- === base
create table note (id bigint primary key, owner uuid not null, body text);
alter table note enable row level security;
create policy own on note for select to authenticated using (owner = (select auth.uid()));
grant select on note to authenticated;
-- === up
-- expect: definer-ignores-caller "public.as_json()"
create function as_json() returns json language sql stable security definer set search_path = '' as $$ select json_agg(n) from public.note n $$;
-- expect: definer-ignores-caller "public.as_jsonb()"
create function as_jsonb() returns jsonb language plpgsql stable security definer set search_path = '' as $$
begin
  return (select coalesce(jsonb_agg(n), '[]') from public.note n);
end $$;
-- expect: definer-ignores-caller "public.bodies()"
create function bodies() returns text[] language sql stable security definer set search_path = '' as $$ select array_agg(body) from public.note $$;
create function own_notes() returns json language sql stable security definer set search_path = ''
  as $$ select json_agg(n) from public.note n where n.owner = (select auth.uid()) $$;
create function many() returns bigint language sql stable security definer set search_path = ''
  as $$ select cardinality((select array_agg(id) from public.note)) $$;
revoke execute on function as_json(), as_jsonb(), bodies(), own_notes(), many() from public, anon, authenticated;
grant execute on function as_json(), as_jsonb(), bodies(), own_notes(), many() to authenticated;
