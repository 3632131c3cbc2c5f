set lock_timeout = '5s';
create type note_state as enum ('draft', 'done');
alter table note ad column state note_state not null default 'draft';
