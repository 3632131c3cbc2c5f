-- === base
create table note (id bigint primary key, title text);
create table other (id bigint primary key);
-- === up
set lock_timeout = '5s';
alter table note add constraint note_title_check check (title <> '') not valid; -- not reported: NOT VALID
alter table note add foreign key (id) references other (id) not valid;
alter table note add column other_id bigint references other (id); -- not reported: A foreign key of a new column
create schema private;
create table private.remark (id bigint primary key);
alter table private.remark add check (id > 0); -- not reported: Tables and domains
