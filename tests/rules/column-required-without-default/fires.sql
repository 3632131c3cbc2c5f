-- === base
create table note (id bigint);
-- === up
set lock_timeout = '5s';
alter table note add column title text not null; -- expect: column-required-without-default "public.note.title"
alter table note add column body text not null default null; -- not reported: DEFAULT NULL counts -- expect: column-required-without-default
