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
alter table app.note rename to remark;
comment on function app.write() is 'idle'; -- not reported: A trigger function
comment on function app.old() is 'old'; -- not reported: A table that was missing before the change
create function app.columns() returns void language plpgsql set search_path = '' as $$ begin perform nothing(); perform app.old(1); perform net.http_post('x'); end $$; -- not reported: Functions that a body names
create function app.bare_columns() returns void language plpgsql set search_path = '' as $$ begin perform titel from app.remark; end $$; -- not reported: Columns that it names
create type app.mood as enum ('good');
create function app.cast() returns app.mood language plpgsql set search_path = '' as $$ begin return app.mood('good'); end $$;
create function app.knows() returns trigger language plpgsql set search_path = '' as $$
begin if tg_table_name = 'other' then new.other := now(); end if; return new; end $$;
create trigger knows before update on app.remark for each row execute function app.knows(); -- not reported: Columns of NEW and OLD
create function app.fine(n bigint) returns bigint language plpgsql set search_path = '' as $$
declare m record;
begin
  insert into app.remark (id, title) values (n, '') on conflict (id) do update set title = excluded.title where remark.id = fine.n;
  for m in with d as (select id as of, ctid from app.remark) select d.of from d join app.leaf as l (a, b) on l.a = d.of loop
    update app.remark r set title = m.anything where r.id = m.of and r.ctid is not null;
  end loop;
  return (select count(s.many) from (select title as many from app.remark) s);
end $$;
create function app.careful() returns void language plpgsql set search_path = '' as $$
begin update app.remark set titel = ''; exception when undefined_column then null; end $$;
create function app.bare() returns void language plpgsql set search_path = 'app' as $$
begin with remark as (select 1) delete from scratched using remark; end $$; -- not reported: Names without a schema
create function app.jobs() returns void language plpgsql set search_path = '' as $$ begin delete from cron.job; delete from public.queue; end $$; -- not reported: Tables and functions of a schema
create view app.note with (security_invoker = true) as select id, title from app.remark;
commit;

/* DOWN */

begin;
drop view app.note;
drop function app.jobs();
drop function app.bare();
drop function app.careful();
drop function app.fine(bigint);
drop trigger knows on app.remark;
drop function app.knows();
drop function app.cast();
drop type app.mood;
drop function app.bare_columns();
drop function app.columns();
comment on function app.old() is null;
comment on function app.write() is null;
alter table app.remark rename to note;
alter table app.leaf rename to page;
commit;
