-- === config
view_owners: [eng_views]
trial: {owner: eng_owner}
-- === up
create table note (id bigint);
grant select on note to eng_views; -- not reported: Grants to the table's owner
revoke all on note from analyst; -- not reported: REVOKE
alter table note enable row level security, force row level security;
grant select on note to analyst;
create policy look on note for select to analyst using (id = 1);
create view seen with (security_invoker = true) as select 1 as one from note; -- not reported: Views, until a role
create table open (id bigint); -- expect: table-without-rls
grant select on open to analyst;
