-- === base
create table note (id bigint primary key, title text);
alter table note add constraint note_title check (title <> '') not valid;
-- === migration
begin;
set local lock_timeout = '5s';
alter table note validate constraint note_title, alter column title set default '-';
commit;

-- expect: down-empty
/* DOWN */

begin;
commit;
