-- === config
view_owners: [eng_views]
trial: {owner: eng_owner}
-- === base
create role eng_views;
create role analyst;
create role reviewer;
-- === up
grant select on app.note to eng_views with grant option; -- not reported: Grants to the role
grant select on app.note to analyst;
grant analyst to reviewer;
grant analyst to reviewer with admin false;
revoke grant option for select on app.note from analyst; -- not reported: A REVOKE
