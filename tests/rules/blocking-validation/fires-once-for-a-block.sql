-- === base
create schema first;
create schema second;
create table first.note (id bigint primary key, title text);
create table second.note (id bigint primary key, title text);
alter table first.note enable row level security;
alter table second.note enable row level security;
-- === up
set local lock_timeout = '5s';
-- expect: blocking-validation "first.note"
do $$
declare
  tenant text;
begin
  foreach tenant in array array['first', 'second'] loop
    execute format('create index on %I.note (title)', tenant);
  end loop;
end $$;
