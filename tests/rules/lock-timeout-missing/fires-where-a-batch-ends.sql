-- === base
create table note (id bigint primary key, title text);
create table hint (id bigint primary key);
-- === up
set local lock_timeout = '5s';
alter table note add column author text;
create index concurrently note_title on note (title); -- expect: transaction-impossible
alter table hint add column author text; -- expect: lock-timeout-missing "public.hint"
