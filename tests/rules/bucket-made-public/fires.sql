-- === config
platform: supabase
rules: {data-lost: "off"}
-- === up
insert into storage.buckets (id, name, public) values ('logos', 'logos', true); -- expect: bucket-made-public "storage.buckets"
insert into storage.buckets (public, id, name) values ('t'::boolean, 'a', 'a'), (false, 'b', 'b'), (true, 'c', 'c'); -- expect: bucket-made-public
insert into storage.buckets (id, name) values ('d', 'd') on conflict (id) do update set public = true; -- expect: bucket-made-public
update storage.buckets set public = true where id = 'logos'; -- expect: bucket-made-public
update storage.buckets set public = 'on'; -- expect: bucket-made-public
update storage.buckets set public = 1::boolean; -- expect: bucket-made-public
