-- === migration
-- expect: transaction-missing "202601020000 up"
create table note (id bigint primary key);
alter table note enable row level security, force row level security;

/* DOWN */

-- expect: transaction-missing "202601020000 down"
drop table note;
