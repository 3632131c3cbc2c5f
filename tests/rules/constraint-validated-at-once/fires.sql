-- === base
create table note (id bigint primary key, title text);
create table other (id bigint primary key);
-- === up
set lock_timeout = '5s';
alter table note add constraint note_title_check check (title <> ''); -- expect: constraint-validated-at-once "public.note"
alter table note add foreign key (id) references other (id); -- expect: constraint-validated-at-once
alter table note add column other_id bigint default 1 references other (id); -- expect: constraint-validated-at-once
