create table note (id bigint);
do $$
begin
  execute 'alter table note enable row level security';
  alter table note force row level security;
end $$;
