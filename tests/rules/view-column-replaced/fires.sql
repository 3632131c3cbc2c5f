-- === config
published_views: ["public.v_*"]
rules: {lock-timeout-missing: "off"}
-- === base
begin;
create schema private;
create table private.item (id bigint primary key, note bigint, title text, body text, kind text);
create table private.note (id bigint primary key, label text, title text);
create view public.v_one with (security_invoker = true) as select id, title from private.item;
create view public.v_cast with (security_invoker = true) as select i.id, i.title::varchar as name, i.body from private.item i;
create view public.v_join with (security_invoker = true) as
  select i.id, i.title, label from private.item i join private.note n on n.id = i.note;
create view public.v_beside with (security_invoker = true) as
  select i.id, i.title, l.long from private.item i cross join lateral (select length(i.body) > 9 as long) l;
create view public.v_names (id, word) with (security_invoker = true) as select id, kind from private.item;
commit;

/* DOWN */

begin;
drop schema private cascade;
commit;
-- === migration
begin;
-- expect: view-column-replaced "public.v_one.title"
create or replace view public.v_one with (security_invoker = true) as select id, body as title from private.item;
-- expect: view-column-replaced "public.v_cast.name"
-- expect: view-column-replaced "public.v_cast.body"
create or replace view public.v_cast with (security_invoker = true) as
  select i.id, i.body::varchar as name, title as body from private.item i;
-- expect: view-column-replaced "public.v_join.title"
create or replace view public.v_join with (security_invoker = true) as
  select i.id, n.title, n.label from private.item i join private.note n on n.id = i.note;
-- expect: view-column-replaced "public.v_beside.title"
create or replace view public.v_beside with (security_invoker = true) as
  select i.id, i.body as title, l.long from private.item i cross join lateral (select length(i.body) > 9 as long) l;
-- expect: view-column-replaced "public.v_names.word"
create or replace view public.v_names (id, word) with (security_invoker = true) as select id, title from private.item;
commit;

/* DOWN */

begin;
create or replace view public.v_one with (security_invoker = true) as select id, title from private.item;
create or replace view public.v_cast with (security_invoker = true) as select i.id, i.title::varchar as name, i.body from private.item i;
create or replace view public.v_join with (security_invoker = true) as
  select i.id, i.title, label from private.item i join private.note n on n.id = i.note;
create or replace view public.v_names (id, word) with (security_invoker = true) as select id, kind from private.item;
create or replace view public.v_beside with (security_invoker = true) as
  select i.id, i.title, l.long from private.item i cross join lateral (select length(i.body) > 9 as long) l;
commit;
