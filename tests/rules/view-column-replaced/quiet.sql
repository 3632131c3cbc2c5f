-- === config
published_views: ["public.v_*"]
rules: {lock-timeout-missing: "off", rename-breaks-readers: "off"}
-- === base
begin;
create schema private;
create table private.item (id bigint primary key, title text, body text, kind text);
create table private.note (id bigint primary key, label text);
create view private.of_ours with (security_invoker = true) as select id, title from private.item;
create view public.v_renamed with (security_invoker = true) as select id, kind from private.item;
create view public.v_words with (security_invoker = true) as select id, coalesce(title, '') as title, body from private.item;
create view public.v_star with (security_invoker = true) as select n.* from private.note n;
create view public.v_with with (security_invoker = true) as
  with part as (select id, body as text, title from private.item) select id, title as text from part;
create view public.v_same with (security_invoker = true) as select id, title from private.item;
commit;

/* DOWN */

begin;
drop schema private cascade;
commit;
-- === migration
begin;
-- not reported: A view that `published_views` does not name
create or replace view private.of_ours with (security_invoker = true) as select id, body as title from private.item;
create view public.v_new with (security_invoker = true) as select id, body as title from private.item;
-- not reported: A column that was renamed in its table
alter table private.item rename column kind to sort;
create or replace view public.v_renamed with (security_invoker = true) as select id, sort as kind from private.item;
-- not reported: What is computed
create or replace view public.v_words with (security_invoker = true) as
  select id, coalesce(body, '') as title, upper(title) as body from private.item;
-- not reported: A query that selects a star
create or replace view public.v_star with (security_invoker = true) as select i.id, i.title as label from private.item i;
create or replace view public.v_with with (security_invoker = true) as
  with part as (select id, body as text, title from private.item) select id, text from part;
create or replace view public.v_same with (security_invoker = true) as select i.id, title from private.item as i where i.id > 0;
commit;

/* DOWN */

begin;
create or replace view private.of_ours with (security_invoker = true) as select id, title from private.item;
drop view public.v_new;
create or replace view public.v_renamed with (security_invoker = true) as select id, sort as kind from private.item;
alter table private.item rename column sort to kind;
create or replace view public.v_words with (security_invoker = true) as select id, coalesce(title, '') as title, body from private.item;
create or replace view public.v_star with (security_invoker = true) as select n.* from private.note n;
create or replace view public.v_with with (security_invoker = true) as
  with part as (select id, body as text, title from private.item) select id, title as text from part;
create or replace view public.v_same with (security_invoker = true) as select id, title from private.item;
commit;
