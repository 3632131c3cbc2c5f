begin;

set local lock_timeout = '5s';
create type note_state as enum ('draft', 'done');
alter table note ad column state note_state not null default 'draft';

commit;

/* DOWN */

begin;

set local lock_timeout = '5s';
alter table note drop column state;
drop type note_state;

commit;
