-- expect: user-metadata-gives-rights "public.welcome"
create function public.welcome() returns trigger language plpgsql set search_path = '' as $$
begin
  insert into public.profile (id, name, role)
  values (new.id, new.raw_user_meta_data ->> 'name', coalesce(new.raw_user_meta_data ->> 'role', 'member'));
  return new;
end $$;
create function public.welcome_later() returns trigger language plpgsql set search_path = '' as $$ -- expect: user-metadata-gives-rights "public.welcome_later"
declare
  mine text := new.raw_user_meta_data ->> 'is_admin';
begin
  if mine is null then
    mine := 'false';
  end if;
  update public.profile set is_admin = mine::boolean where id = new.id;
  return new;
end $$;
create function public.welcome_all(one uuid) returns void language sql set search_path = '' as $$ -- expect: user-metadata-gives-rights "public.welcome_all"
  insert into public.profile (id, tenant_id)
  select id, (raw_user_meta_data #>> '{tenant_id}')::uuid from auth.users where id = one
  on conflict (id) do nothing;
$$;
create function public.welcome_again() returns trigger language plpgsql set search_path = '' as $$ -- expect: user-metadata-gives-rights "public.welcome_again"
begin
  new.raw_app_meta_data := '{}';
  update auth.users set raw_app_meta_data = raw_app_meta_data || jsonb_build_object('role', new.raw_user_meta_data -> 'role');
  return new;
end $$;
