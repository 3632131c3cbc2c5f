-- === base
begin;
create schema private;
create table private.note (id bigint primary key, title text, body text);
create table private.item (id bigint primary key, title text);
create table private.early (id bigint primary key, title text);
alter table private.item enable row level security, force row level security;
create policy mine on private.item using (title = current_user);
commit;
-- === base file db/bootstrap/roles.sql
create role clerk;
-- === config
rules: {lock-timeout-missing: "off", down-incomplete: "off", statement-outside-transaction: "off", table-without-rls: "off", table-open-after-up: "off", rls-disabled: "off", blocking-validation: "off"}
-- === migration
begin;
do $$
begin
  if not exists (select from private.note where title = 'no such title') then
    alter table private.note enable row level security, force row level security; -- expect: branch-not-taken "private.note"
    alter table private.note add constraint note_title check (title <> '-'); -- expect: branch-not-taken "private.note"
    create policy narrow on private.item as restrictive using (id > 7); -- expect: branch-not-taken "narrow"
  end if;
  if (select count(*) from private.note) > 500000 then
    return;
  end if;
  alter table private.early enable row level security, force row level security; -- expect: branch-not-taken "private.early"
end $$;
create table private.extra (id bigint primary key);
alter table private.extra enable row level security, force row level security;
commit;

/* DOWN */

begin;
do $$
begin
  if not exists (select from private.note where title = 'no such title') then
    drop table private.extra; -- expect: branch-not-taken "extra"
  end if;
end $$;
alter table private.early no force row level security, disable row level security;
drop policy narrow on private.item;
alter table private.note drop constraint note_title, disable row level security, no force row level security;
commit;
