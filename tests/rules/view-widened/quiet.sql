-- === config
published_views: ["public.v_*"]
rules: {lock-timeout-missing: "off"}
-- === base
begin;
create schema private;
create table private.item (id bigint primary key, note bigint, published boolean not null, kind text);
create function private.shown(kind text) returns boolean language sql stable set search_path = '' as 'select true';
create view private.of_ours with (security_invoker = true) as select id from private.item where published;
create view public.v_words with (security_invoker = true) as select id from private.item where kind = 'a' and published;
create view public.v_other with (security_invoker = true) as select id from private.item where published;
create view public.v_asks with (security_invoker = true) as select id from private.item where private.shown(kind);
create view public.v_null with (security_invoker = true) as select id from private.item where published <> false;
create view public.v_named with (security_invoker = true) as
  select i.id from private.item i join private.item o on o.id = i.note where i.kind = 'a' and o.kind = 'b' and o.published <> false;
commit;

/* DOWN */

begin;
drop schema private cascade;
commit;
-- === migration
begin;
-- not reported: A view that `published_views` does not name
create or replace view private.of_ours with (security_invoker = true) as select id from private.item;
create view public.v_new with (security_invoker = true) as select id from private.item;
-- not reported: The same conditions
create or replace view public.v_words with (security_invoker = true) as
  select id from private.item where published is true and 'a' = kind and id > 0;
-- not reported: A query that is built otherwise
create or replace view public.v_other with (security_invoker = true) as select max(id) as id from private.item group by note;
-- not reported: A condition that asks
create or replace view public.v_asks with (security_invoker = true) as
  select id from private.item where private.shown(kind || 'x');
-- There is no NULL in these columns, and no other way to be one's own.
create or replace view public.v_null with (security_invoker = true) as select id from private.item where published is distinct from false;
create or replace view public.v_named with (security_invoker = true) as
  select i.id from private.item i join private.item o on o.id = i.note where o.kind = 'b' and i.kind in ('a') and o.published is distinct from false;
commit;

/* DOWN */

begin;
create or replace view private.of_ours with (security_invoker = true) as select id from private.item where published;
drop view public.v_new;
create or replace view public.v_words with (security_invoker = true) as select id from private.item where kind = 'a' and published;
create or replace view public.v_other with (security_invoker = true) as select id from private.item where published;
create or replace view public.v_asks with (security_invoker = true) as select id from private.item where private.shown(kind);
create or replace view public.v_null with (security_invoker = true) as select id from private.item where published <> false;
create or replace view public.v_named with (security_invoker = true) as
  select i.id from private.item i join private.item o on o.id = i.note where i.kind = 'a' and o.kind = 'b' and o.published <> false;
commit;
