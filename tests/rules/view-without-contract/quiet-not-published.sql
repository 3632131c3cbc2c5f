-- === base
create table note (id bigint primary key, body varchar(80) not null, author text, extra integer not null);
alter table note enable row level security;
alter table note force row level security;
-- === file db/views/v_note.sql
create or replace view note_view with (security_barrier = true, security_invoker = true) as -- not reported: A view that no pattern names
select
  n.id,
  n.body,
  n.author
from note as n;
grant select on note_view to analyst, venture_app;
-- === base file contracts/README.md
x
-- === config
contracts: {path: contracts}
published_views: ["public.v_*"]
