-- === base
create table note (id integer, made timestamptz, "Sent" timestamp(3), day date, last timestamptz);
-- === config
rules: {column-type-changed: "off"}
-- === up
set local lock_timeout = '5s';
alter table note alter column made type timestamp; -- expect: time-zone-assumed "public.note.made"
alter table note alter column "Sent" type timestamptz(3); -- expect: time-zone-assumed "public.note.\"Sent\""
alter table note
  alter column day type timestamptz, -- expect: time-zone-assumed "public.note.day"
  alter column last set data type date; -- expect: time-zone-assumed "public.note.last"
