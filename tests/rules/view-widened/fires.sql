-- === config
published_views: ["public.v_*"]
rules: {lock-timeout-missing: "off"}
-- === base
begin;
create schema private;
create table private.item (id bigint primary key, note bigint, published boolean not null, kind text);
create table private.note (id bigint primary key, title text, kind text);
create view public.v_all with (security_invoker = true) as select id from private.item where published;
create view public.v_kind with (security_invoker = true) as select id from private.item where kind = 'a' and published;
create view public.v_join with (security_invoker = true) as
  select i.id, n.title from private.item i join private.note n on n.id = i.note where i.published;
create view public.v_less with (security_invoker = true) as
  select i.id, n.title from private.item i join private.note n on n.id = i.note where i.published;
create view public.v_mine with (security_invoker = true) as
  select id from private.item where published and kind = current_setting('app.kind', true);
create view public.v_named with (security_invoker = true) as
  select i.id, n.title from private.item i join private.note n on n.id = i.note where n.kind = 'a' and i.kind = 'b';
commit;

/* DOWN */

begin;
drop schema private cascade;
commit;
-- === migration
begin;
-- expect: view-widened "public.v_all"
create or replace view public.v_all with (security_invoker = true) as select id from private.item;
-- expect: view-widened "public.v_kind"
create or replace view public.v_kind with (security_invoker = true) as
  select id from private.item where published and kind in ('a', 'b');
-- expect: view-widened "public.v_join"
create or replace view public.v_join with (security_invoker = true) as
  select i.id, n.title from private.item i left join private.note n on n.id = i.note where i.published;
-- expect: view-widened "public.v_less"
create or replace view public.v_less with (security_invoker = true) as
  select i.id, n.title from private.item i join private.note n on n.id = i.note;
-- expect: view-widened "public.v_mine"
create or replace view public.v_mine with (security_invoker = true) as
  select id from private.item where (published or id < 9) and kind = current_setting('app.kind', true);
-- expect: view-widened "public.v_named"
create or replace view public.v_named with (security_invoker = true) as
  select i.id, n.title from private.item i join private.note n on n.id = i.note where n.kind = 'a' and (i.kind = 'b' or n.title = 'x');
commit;

/* DOWN */

begin;
create or replace view public.v_mine with (security_invoker = true) as
  select id from private.item where published and kind = current_setting('app.kind', true);
create or replace view public.v_named with (security_invoker = true) as
  select i.id, n.title from private.item i join private.note n on n.id = i.note where n.kind = 'a' and i.kind = 'b';
create or replace view public.v_all with (security_invoker = true) as select id from private.item where published;
create or replace view public.v_kind with (security_invoker = true) as select id from private.item where kind = 'a' and published;
create or replace view public.v_join with (security_invoker = true) as
  select i.id, n.title from private.item i join private.note n on n.id = i.note where i.published;
create or replace view public.v_less with (security_invoker = true) as
  select i.id, n.title from private.item i join private.note n on n.id = i.note where i.published;
commit;
