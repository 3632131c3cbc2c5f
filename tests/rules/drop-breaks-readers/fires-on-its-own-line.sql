-- === base
create table note (id bigint, title text, body text, made date);
-- === up
set local lock_timeout = '5s';
alter table note
  drop column title, -- expect: drop-breaks-readers "public.note.title"
  -- expect: not-null-scans-table "public.note.body"
  alter column body set not null,
  -- expect: column-type-changed "public.note.made"
  alter made type text using (concat(made, ','));
