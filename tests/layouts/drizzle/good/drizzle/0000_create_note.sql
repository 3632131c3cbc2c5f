create table note (
  id bigint generated always as identity primary key,
  owner text not null default current_user,
  body text not null
);--> statement-breakpoint
alter table note enable row level security;--> statement-breakpoint
alter table note force row level security;--> statement-breakpoint
create policy note_owner on note to app_user
  using (owner = (select current_user))
  with check (owner = (select current_user));--> statement-breakpoint
grant select, insert on note to app_user;
