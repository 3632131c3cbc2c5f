-- === base
create table public.eng_item (id bigint primary key);
create view public.v_eng_item with (security_invoker = on) as select id from public.eng_item;
-- === file app/read.ts
// eng_item is not ours: never write from eng_item here -- not reported: Words in comments
const a = await client.from('v_eng_item').select('id') // -- not reported: Published views
const b = sql`select id from public.v_eng_item where id = 1`
const c = 'an update of eng_items'
/* select * from public.eng_item */
import { eng_item } from './models'
const eng_item = order.public.eng_item
const d = "we moved away from eng_item last year"
let e = 1 // it's not read from eng_item, and it isn't written
const f = sql`with eng_item as (select id from public.v_eng_item) select id, 'from eng_item' from eng_item where id = ${id}` // -- not reported: What a query
-- === file other/read.py
rows = connection.execute("SELECT id FROM eng_item") # -- not reported: Code outside
-- === config
published_views: ["public.v_*"]
consumer_code: [app]
