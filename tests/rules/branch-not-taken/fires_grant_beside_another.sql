-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text);
commit;
-- === base file db/bootstrap/roles.sql
create role clerk;
create role reader;
-- === config
rules: {lock-timeout-missing: "off", statement-outside-transaction: "off"}
-- === migration
begin;
create table private.fresh (id bigint primary key);
alter table private.fresh enable row level security, force row level security;
create policy readers on private.fresh for select to reader using (id > 0);
grant select on private.fresh to reader;
do $$
begin
  if (select count(*) from private.note) > 500 then
    grant select on private.fresh to clerk; -- expect: branch-not-taken "private.fresh"
  end if;
  if (select count(*) from private.note) < 500 then
    grant insert on private.fresh to reader;
  end if;
end $$;
commit;

/* DOWN */

begin;
drop table private.fresh;
commit;
