-- === base
create table team (id bigint primary key, code text, unique (id, code));
create table person (id bigint primary key, boss bigint default 1, team_id bigint references team on delete set null, lead bigint not null);
alter table team enable row level security, force row level security;
alter table person enable row level security, force row level security;
-- === up
set local lock_timeout = '5s';
create table note (
  id bigint primary key,
  team_id bigint not null references team on delete set null, -- expect: foreign-key-sets-required-column "public.note note_team_id_fkey"
  other bigint not null
    references team on update set default, -- expect: foreign-key-sets-required-column "public.note note_other_fkey"
  code text,
  foreign key (other, code) references team (id, code) on delete set null (other) -- expect: foreign-key-sets-required-column "public.note note_other_code_fkey"
);
alter table note enable row level security, force row level security;
create table of_team (
  id bigint primary key references team on delete set null -- expect: foreign-key-sets-required-column "public.of_team of_team_id_fkey"
);
alter table of_team enable row level security, force row level security;
-- expect: not-null-scans-table
alter table person alter team_id set not null; -- expect: foreign-key-sets-required-column "public.person person_team_id_fkey"
-- expect: foreign-key-sets-required-column "public.person mine"
alter table person add constraint mine foreign key (lead) references team on delete set null not valid;
