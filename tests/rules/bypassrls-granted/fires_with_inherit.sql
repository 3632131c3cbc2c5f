-- === config
platform: supabase
-- === base
create role gate login noinherit;
grant service_role to gate;
-- === up
grant service_role to authenticator with inherit true; -- expect: bypassrls-granted "authenticator"
grant service_role to gate with inherit true; -- expect: bypassrls-granted "gate"
create role other login noinherit;
grant service_role to other with inherit true; -- expect: bypassrls-granted "other"
grant service_role to gate with inherit false;
create role third login;
alter group service_role add user third; -- expect: bypassrls-granted "third"
