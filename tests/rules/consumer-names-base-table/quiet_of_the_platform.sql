-- === base
create table public.eng_item (id bigint primary key);
-- === file app/read.ts
const a = await client.from('messages').select('id')
const b = sql`select id from storage.objects where bucket_id = 'avatars'` // -- not reported: Words in comments and
-- === config
platform: supabase
published_views: ["public.v_*"]
consumer_code: [app]
