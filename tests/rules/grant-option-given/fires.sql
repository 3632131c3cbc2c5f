-- === base
create role analyst;
create role reviewer;
-- === up
grant select on app.note to analyst with grant option; -- expect: grant-option-given "app.note"
grant analyst to reviewer with admin option; -- expect: grant-option-given "analyst"
grant usage on schema app to analyst with grant option; -- expect: grant-option-given "app"
