grant all on note to service_role; -- expect: grant-all "public.note"
grant all privileges on all tables in schema app to service_role; -- expect: grant-all "all tables of app"
