-- === base
begin;
create schema app;
create table app.note (id integer primary key, title text not null, body text, stamp timestamptz, n integer);
create function app.read() returns bigint language plpgsql set search_path = '' as $$
begin if exists (select from app.note n where n.body = '') then return 1; end if; return 0; end $$;
create function app.write() returns void language plpgsql set search_path = '' as $$ begin insert into app.note (id, title, n) values (1, '', 1); end $$;
create function app.helper() returns void language plpgsql set search_path = '' as $$ begin perform 1; end $$;
create function app.other() returns void language plpgsql set search_path = '' as $$ begin perform 1; end $$;
create function app.calls() returns void language plpgsql set search_path = '' as $$ begin perform app.helper(); end $$;
create function app.calls_other() returns void language plpgsql set search_path = '' as $$ begin if app.other() is null then return; end if; end $$;
create function app.touch() returns trigger language plpgsql set search_path = '' as $$ begin new.stamp := now(); return new; end $$;
create trigger touch before update on app.note for each row execute function app.touch();
commit;
/* DOWN */
begin;
drop schema app cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", rename-breaks-readers: "off", drop-breaks-readers: "off", data-lost: "off", down-missing: "off", table-open-after-up: "off"}
-- === migration
-- db-verify: irreversible reason="the bodies are drafts"
begin;
alter table app.note drop column body; -- expect: function-relation-missing "app.read()"
alter table app.note rename column n to many; -- expect: function-relation-missing "app.write()"
drop function app.helper(); -- expect: function-relation-missing "app.calls()"
alter function app.other() rename to others; -- expect: function-relation-missing "app.calls_other()"
create table app.page (id integer primary key, title text not null);
create trigger touch before update on app.page for each row execute function app.touch(); -- expect: function-relation-missing "app.touch()"
-- expect: function-relation-missing "app.misspelt()"
-- expect: function-relation-missing "app.misspelt()"
-- expect: function-relation-missing "app.misspelt()"
-- expect: function-relation-missing "app.misspelt()"
create function app.misspelt() returns void language plpgsql set search_path = '' as $$
begin
  update app.page p set titel = '' where p.idd = 1;
  perform app.doit(1);
  if not exists (select from app.pages) then return; end if;
end $$;
commit;
