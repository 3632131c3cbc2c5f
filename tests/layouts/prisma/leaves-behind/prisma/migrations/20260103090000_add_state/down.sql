set lock_timeout = '5s';
alter table note drop column state;
