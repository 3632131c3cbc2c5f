-- === base file db/bootstrap/elsewhere.sql
create foreign data wrapper plain;
create server elsewhere foreign data wrapper plain;
grant usage on foreign server elsewhere to public;
-- === base
create schema app;
-- === up
import foreign schema public from server elsewhere into app; -- expect: connection-to-elsewhere "elsewhere"
