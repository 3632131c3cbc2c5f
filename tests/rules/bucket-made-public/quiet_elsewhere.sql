-- === config
rules: {table-without-rls: "off"}
-- === up
create schema storage;
create table storage.buckets (id text primary key, public boolean);
insert into storage.buckets (id, public) values ('logos', true); -- not reported: A platform other
