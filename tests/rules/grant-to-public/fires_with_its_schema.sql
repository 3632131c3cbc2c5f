-- expect: grant-to-public "private.note"
create schema private
  create table note (id bigint primary key)
  grant select on note to public;
alter table private.note enable row level security, force row level security;
