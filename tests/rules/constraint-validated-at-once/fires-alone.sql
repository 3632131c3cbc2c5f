-- === base
create table note (id bigint primary key, title text);
-- === up
set lock_timeout = '5s';
alter table note add constraint note_title_check check (title <> ''); -- expect: constraint-validated-at-once "public.note"
