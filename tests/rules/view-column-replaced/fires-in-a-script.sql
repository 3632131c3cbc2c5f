-- === config
published_views: ["public.v_*"]
-- === base
create schema private;
create table private.item (id bigint primary key, title text, body text);
-- === base file db/views/item.sql
create or replace view public.v_item with (security_invoker = true) as select id, title from private.item;
-- === file db/views/item.sql
-- expect: view-column-replaced "public.v_item.title"
create or replace view public.v_item with (security_invoker = true) as select id, body as title from private.item;
