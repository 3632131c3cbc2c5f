begin;

create type extra as enum ('a');

commit;

/* DOWN */

begin;

drop type extra;

commit;
