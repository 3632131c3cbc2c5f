-- === config
platform: supabase
-- === base
create schema private;
create table private.note (id bigint primary key, title text);
create table private.page (id bigint primary key, title text);
alter publication supabase_realtime add table private.note;
-- === up
drop publication if exists supabase_realtime; -- expect: publication-sends-less "private.note"
create publication supabase_realtime;
alter publication supabase_realtime add table private.page;
