create table note (
  id bigint generated always as identity primary key,
  owner text not null default current_user,
  body text not null
);
alter table note enable row level security;
alter table note force row level security;
create policy note_owner on note to app_user
  using (owner = (select current_user))
  with check (owner = (select current_user));
grant select, insert on note to app_user;
