-- === base
create table public.eng_item (id bigint primary key);
create view public.v_eng_item with (security_invoker = on) as select id from public.eng_item;
-- === file app/read.ts
const a = await client.from('eng_item').select('id')
const b = sql`select id from public.eng_item where id = 1`
const c = sql`
  with mine as (select id from public.v_eng_item where id = ${id})
  select m.id from mine m join eng_item i using (id)`
const d = "select count(*) " +
  "from eng_item where broken by ${"
-- === expect app/read.ts:5 consumer-names-base-table "public.eng_item"
-- === expect app/read.ts:7 consumer-names-base-table "public.eng_item"
-- === expect app/read.ts:1 consumer-names-base-table "public.eng_item"
-- === expect app/read.ts:2 consumer-names-base-table "public.eng_item"
-- === file app/read.py
rows = connection.execute("SELECT id FROM eng_item")  # expect: consumer-names-base-table
# expect: consumer-names-base-table
table = Table("eng_item", metadata)
-- === file app/write.sql
-- expect: consumer-names-base-table
insert into public.eng_item values (1);
-- === config
published_views: ["public.v_*"]
consumer_code: [app]
