-- === config
published_views: ["public.v_*"]
-- === base
create schema private;
create table private.item (id bigint primary key, published boolean not null);
-- === base file db/views/item.sql
create or replace view public.v_item with (security_invoker = true) as select id from private.item where published;
-- === file db/views/item.sql
-- expect: view-widened "public.v_item"
create or replace view public.v_item with (security_invoker = true) as select id from private.item;
