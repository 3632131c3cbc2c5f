set lock_timeout = '5s';
alter table note add column pinned boolean not null default false;
