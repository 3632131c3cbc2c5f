-- === config
trial: {owner: app_owner}
bootstrap: [db/bootstrap]
-- === base file db/bootstrap/010.sql
create role app_owner login;
create role web login;
create role editor;
create role guest;
grant create, usage on schema public to app_owner;
-- === base
begin;
create table note (id bigint);
create table draft (id bigint);
commit;
-- === up
begin;
grant app_owner to web; -- expect: ownership-given-away "web"
create role clerk login in role app_owner; -- expect: ownership-given-away "clerk"
alter group app_owner add user guest; -- expect: ownership-given-away "guest"
alter group app_owner drop user guest;
-- expect: ownership-given-away "editor"
do $$ begin
  grant app_owner to editor;
end $$;
commit;
