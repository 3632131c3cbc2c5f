-- === base
begin;
create schema app;
create table app.note (id integer primary key, title text not null);
create table app.page (id integer primary key, title text not null);
create table app.line (id integer primary key, title text not null);
create function app.read() returns bigint language plpgsql set search_path = '' as $$ begin return (select count(*) from app.note); end $$;
create function app.first() returns text language plpgsql set search_path = 'app' as $$
declare found text; begin select title into found from page limit 1; return found; end $$;
create function app.write() returns trigger language plpgsql set search_path = '' as $$
begin update app.line set title = new.title where id = new.id; return new; end $$;
create trigger write after update on app.note for each row execute function app.write();
commit;
/* DOWN */
begin;
drop schema app cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", down-cascades: "off", rename-breaks-readers: "off", drop-breaks-readers: "off", data-lost: "off", down-loses-data: "off", down-missing: "off"}
-- === migration
-- db-verify: irreversible reason="the pages are drafts"
begin;
alter table app.note rename to remark; -- expect: function-relation-missing "app.read()"
drop table app.page; -- expect: function-relation-missing "app.first()"
create schema other;
alter table app.line set schema other; -- expect: function-relation-missing "app.write()"
create function app.misspelt() returns void language plpgsql set search_path = '' as $$ begin delete from app.remarks; end $$; -- expect: function-relation-missing "app.misspelt()"
commit;
