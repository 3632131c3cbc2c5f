-- === config
platform: supabase
migrations: [{path: supabase/migrations, layout: supabase}]
-- === base file supabase/migrations/20260101000000_a.sql
create schema private;
-- === file supabase/migrations/20260102000000_b.sql
create function private.on_ddl() returns event_trigger language plpgsql set search_path = '' as $$ begin raise notice 'x'; end $$;
create event trigger rls_auto on ddl_command_end when tag in ('CREATE TABLE') execute function private.on_ddl();
alter event trigger rls_auto disable;
comment on event trigger rls_auto is 'off';
drop event trigger if exists rls_auto;
