do $$ declare t text := 'n'; begin execute format('create table %I (id int)', t); execute format('alter table %I enable row level security, force row level security', t); end $$;
