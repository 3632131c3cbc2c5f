do $$ begin execute 'create ' || 'table n (id int)'; execute 'alter table n ' || 'enable row level security, force row level security'; end $$;
