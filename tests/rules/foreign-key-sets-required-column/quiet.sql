-- === base
create table team (id bigint primary key, code text, unique (id, code));
alter table team enable row level security, force row level security;
create table was_so (id bigint primary key, team_id bigint not null references team on delete set null);
alter table was_so enable row level security, force row level security;
-- === up
set local lock_timeout = '5s';
alter table was_so add column body text; -- not reported: What was so before
create table note (
  id bigint primary key,
  team_id bigint references team on delete set null on update set default,
  other bigint not null references team on delete cascade,
  kept bigint not null default 1 references team on delete set default, -- not reported: SET DEFAULT of a column
  code text,
  foreign key (other, code) references team (id, code) on delete set null (code)
);
alter table note enable row level security, force row level security;
create table filled (id bigint primary key, team_id bigint not null references team on delete set null);
alter table filled enable row level security, force row level security;
create function fill() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.team_id is null then new.team_id := 1; end if;
  return new;
end $$;
create trigger fill before update on filled for each row execute function fill(); -- not reported: Tables with a BEFORE UPDATE
create table loosened (id bigint primary key, team_id bigint not null references team on delete set null);
alter table loosened enable row level security, force row level security;
alter table loosened rename column team_id to of_team;
alter table loosened alter of_team drop not null;
