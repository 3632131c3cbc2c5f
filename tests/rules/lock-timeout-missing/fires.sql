-- === base
create table note (id bigint primary key);
-- === up
comment on schema public is 'notes';
alter table note add column title text; -- expect: lock-timeout-missing "public.note"
alter table note add column body text;
