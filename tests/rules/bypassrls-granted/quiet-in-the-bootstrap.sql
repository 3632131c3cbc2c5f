-- === base file db/bootstrap/roles.sql
create role seeder bypassrls; -- not reported: The bootstrap
-- === up
comment on schema public is 'notes';
