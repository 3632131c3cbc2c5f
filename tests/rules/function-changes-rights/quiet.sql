-- === up
create function app.part(day date) returns void language plpgsql set search_path = '' as $$
begin
  execute format('create table app.%I partition of app.event for values in (%L)', 'event_' || day, day);
  execute format('alter table app.%I enable row level security', 'event_' || day); -- not reported: ENABLE and FORCE
  execute format('grant select on app.%I to analyst', 'event_' || day); -- not reported: Objects whose names
  revoke all on app.note from analyst;
end $$;
do $$ begin grant select on app.note to analyst; end $$; -- not reported: DO blocks
create function app.sum() returns bigint language sql set search_path = '' as $$ select count(*) from app.note $$;
