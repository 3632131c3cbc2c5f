-- === config
platform: supabase
migrations: [{path: supabase/migrations, layout: supabase}]
-- === base file supabase/migrations/20260101000000_a.sql
create schema private;
create function private.protect() returns event_trigger language plpgsql set search_path = '' as $$
declare made record;
begin
  for made in select * from pg_catalog.pg_event_trigger_ddl_commands() where object_type = 'table' loop
    execute format('alter table %s enable row level security', made.object_identity);
  end loop;
end $$;
create event trigger protect_tables on ddl_command_end when tag in ('CREATE TABLE') execute function private.protect();
-- === file supabase/migrations/20260102000000_b.sql
create table public.note (id bigint primary key); -- expect: table-without-rls "public.note"
