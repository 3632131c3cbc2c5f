-- === config
platform: supabase
rules: {table-without-rls: "off", index-not-concurrent: "off", policy-without-role: "off", rename-breaks-readers: "off", column-required-without-default: "off"}
-- === up
set lock_timeout = '5s';
alter table storage.objects enable row level security; -- expect: platform-schema-changed "storage.objects"
alter table realtime.messages add column mine text; -- expect: platform-schema-changed "realtime.messages"
alter table auth.users owner to postgres; -- expect: platform-schema-changed "auth.users"
create table auth.extra (id bigint); -- expect: platform-schema-changed "auth.extra"
create index users_email on auth.users (email); -- expect: platform-schema-changed "auth.users"
create function auth.tenant() returns text language sql stable set search_path = '' return 'x'; -- expect: platform-schema-changed "auth.tenant"
create type storage.kind as enum ('a'); -- expect: platform-schema-changed "storage.kind"
drop function auth.tenant(); -- expect: platform-schema-changed "auth.tenant"
drop table auth.extra; -- expect: platform-schema-changed "auth.extra"
