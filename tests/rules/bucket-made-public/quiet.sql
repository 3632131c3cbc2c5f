-- === config
platform: supabase
rules: {data-lost: "off"}
-- === up
insert into storage.buckets (id, name) values ('logos', 'logos');
insert into storage.buckets (id, name, public) values ('invoices', 'invoices', false) on conflict (id) do nothing;
insert into storage.buckets (id, name, public) select 'x', 'x', true; -- not reported: Values that are computed
update storage.buckets set public = false;
update storage.buckets set file_size_limit = 1000 where public = true;
