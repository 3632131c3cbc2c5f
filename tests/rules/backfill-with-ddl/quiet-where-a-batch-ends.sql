-- === base
create table note (id bigint primary key, title text);
-- === up
set local lock_timeout = '5s';
alter table note add column author text;
create index concurrently note_title on note (title); -- expect: transaction-impossible
update note set author = '' where id = 1; -- not reported: Rows of a table that the transaction does not hold
