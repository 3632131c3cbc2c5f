create function public.welcome() returns trigger language plpgsql set search_path = '' as $$
declare
  wished text := new.raw_user_meta_data ->> 'role';
begin
  if wished not in ('buyer', 'seller') then
    wished := 'buyer';
  end if;
  insert into public.profile (id, name, role, kind, staff)
  values (
    new.id, new.raw_user_meta_data ->> 'name', -- not reported: Keys that give no right
    new.raw_app_meta_data ->> 'role', -- not reported: `raw_app_meta_data`
    case when new.raw_user_meta_data ->> 'role' = 'seller' then 'seller' else 'buyer' end, wished -- not reported: What is compared
  );
  return new;
end $$;
create function public.welcome_checked() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.raw_user_meta_data ->> 'role' = 'admin' then
    raise exception 'nobody makes himself an admin';
  end if;
  insert into public.profile (id, role) values (new.id, new.raw_user_meta_data ->> 'role');
  return new;
end $$;
