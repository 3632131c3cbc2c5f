-- === base
create table note (id bigint, title text);
-- === up
set lock_timeout = '5s';
alter table note add constraint note_pkey primary key (id); -- expect: constraint-builds-index "public.note"
alter table note add unique (title); -- expect: constraint-builds-index
alter table note add exclude using gist (title with =); -- expect: constraint-builds-index
alter table note add column code text unique; -- expect: constraint-builds-index
