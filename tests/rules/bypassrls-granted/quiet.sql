create role reporting nosuperuser nobypassrls noreplication; -- not reported: NOSUPERUSER
alter role reporting with nologin;
grant reporting to eng_owner;
create role gateway login noinherit;
create role above bypassrls; -- expect: bypassrls-granted
grant above to gateway; -- not reported: Membership for a role
