-- === base
create table note (id bigint not null, title text not null default '', shout text generated always as (upper(title)) stored);
create table log (at date not null) partition by range (at);
alter table log enable row level security, force row level security;
create table log_1 partition of log for values from ('2025-01-01') to ('2026-01-01');
alter table log_1 enable row level security, force row level security;
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
-- === up
set lock_timeout = '5s';
alter table log detach partition log_1;
alter table note alter column title drop not null;
alter table note alter column title drop default;
alter table note alter column shout drop expression;
alter table note alter column id add generated always as identity (start with 1000);
create trigger touch before update on note for each row execute function touch();
create domain email as text check (value ~ '@');
drop extension if exists pg_trgm;
