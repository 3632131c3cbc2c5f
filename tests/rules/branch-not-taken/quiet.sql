-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text, body text);
alter table private.note enable row level security, force row level security;
create policy mine on private.note using (title = current_user);
create table private.legacy (id bigint primary key);
commit;
-- === config
rules: {lock-timeout-missing: "off", drop-breaks-readers: "off", down-incomplete: "off", data-lost: "off", down-loses-data: "off", down-leaves-trace: "off", blocking-validation: "off"}
-- === migration
begin;
do $$
begin
  if not exists (select from private.note where title = 'no such title') then
    alter table private.note drop column body; -- not reported: What the trial has seen
  end if;
  if not exists (select from private.note where title = 'no such title') then
    create table private.fresh (id bigint primary key);
    alter table private.fresh enable row level security, force row level security;
  end if;
  begin
    alter table private.legacy enable row level security, force row level security; -- not reported: What is done in a block
  exception when duplicate_object then
    null;
  end;
  if exists (select from pg_roles where rolname = 'nobody_here') then
    grant select on private.note to nobody_here; -- not reported: A condition on the catalog
  end if;
  if exists (select from private.note where title = 'nothing') then
    raise exception 'titles first';
  end if;
  if (select count(*) from private.note) > 500 then
    perform set_config('app.x', '1', true); -- not reported: What a function does
  end if;
  for i in 1..(select count(*) from private.legacy where id < -5) loop
    update private.note set title = '' where id = i; -- not reported: INSERT and UPDATE
    delete from private.note where id = -1;
  end loop;
end $$;
commit;

/* DOWN */

begin;
drop table private.fresh;
alter table private.legacy no force row level security, disable row level security;
alter table private.note add column body text;
do $$
begin
  if exists (select from private.note) then
    alter table private.note alter column body set not null, alter column body drop not null;
  end if;
end $$;
commit;
