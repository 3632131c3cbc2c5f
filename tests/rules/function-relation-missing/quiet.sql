-- === base
begin;
create schema app;
create table app.note (id integer primary key, title text not null);
create table app.page (id integer primary key, title text not null);
create function app.made() returns void language plpgsql set search_path = '' as $$
begin create table app.scratch (id integer); insert into app.scratch values (1); end $$;
create function app.read() returns bigint language plpgsql set search_path = '' as $$ begin return (select count(*) from app.note); end $$;
create function app.old() returns bigint language plpgsql set search_path = '' as $$ begin return (select count(*) from app.gone); end $$;
create function app.write() returns trigger language plpgsql set search_path = '' as $$
begin update app.page set title = new.title where id = new.id; return new; end $$;
create function app.guarded() returns void language plpgsql set search_path = '' as $$
begin delete from app.page; exception when undefined_table then null; end $$;
commit;
/* DOWN */
begin;
drop schema app cascade;
commit;
-- === config
trial: {extensions: {stub: [pg_cron]}}
rules: {lock-timeout-missing: "off", down-cascades: "off", rename-breaks-readers: "off"}
-- === migration
begin;
alter table app.page rename to leaf; -- not reported: Bodies that make tables
comment on function app.write() is 'idle'; -- not reported: A trigger function
comment on function app.old() is 'old'; -- not reported: A table that was missing before the change
create function app.columns() returns void language plpgsql set search_path = '' as $$ begin update app.note set titel = ''; perform app.nothing(); end $$; -- not reported: Columns and functions
create function app.bare() returns void language plpgsql set search_path = 'app' as $$
begin with remark as (select 1) delete from scratched using remark; end $$; -- not reported: Names without a schema
create function app.jobs() returns void language plpgsql set search_path = '' as $$ begin delete from cron.job; delete from public.queue; end $$; -- not reported: Tables of a schema
alter table app.note rename to remark;
create view app.note with (security_invoker = true) as select id, title from app.remark;
commit;

/* DOWN */

begin;
drop view app.note;
alter table app.remark rename to note;
drop function app.jobs();
drop function app.bare();
drop function app.columns();
comment on function app.old() is null;
comment on function app.write() is null;
alter table app.leaf rename to page;
commit;
