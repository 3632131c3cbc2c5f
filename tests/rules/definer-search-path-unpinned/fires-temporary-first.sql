-- === up
create schema app;
create table app.member (id bigint primary key, who text not null);
alter table app.member enable row level security;
alter table app.member force row level security;
create function app.f(name text) returns boolean language sql security definer set search_path = app as $$ select exists (select from member where who = name) $$; -- expect: definer-search-path-unpinned "app.f(text)"
create function app.g() returns bigint language plpgsql security definer set search_path = pg_temp, app as $$ begin return (select count(*) from member); end $$; -- expect: definer-search-path-unpinned "app.g()"
revoke execute on function app.f(text), app.g() from public;
