-- === up
create function app.opened() returns trigger language plpgsql set search_path = '' as $$ -- expect: function-changes-rights "app.opened"
begin
  if new.title = 'now' then
    grant select on app.note to analyst;
  end if;
  return null;
end $$;
create function app.off(one app.note) returns void language plpgsql set search_path = '' as $$ -- expect: function-changes-rights "app.off"
begin
  execute 'alter table app.note disable row level security';
end $$;
create function app.member() returns void language sql set search_path = '' as $$ grant analyst to app_user $$; -- expect: function-changes-rights "app.member"
create procedure app.loose() language plpgsql set search_path = '' as $$ -- expect: function-changes-rights "app.loose"
begin
  drop policy mine on app.note;
end $$;
