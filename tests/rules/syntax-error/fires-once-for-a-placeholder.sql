-- === config
migrations: [{path: db/migration, layout: flyway}]
trial: {owner: eng_owner}
-- === base
create schema app;
-- === file db/migration/V2__grants.sql
create table app.note (id bigint);
grant select on app.note to ${reader}; -- expect: syntax-error
grant insert on app.note to ${writer}; -- expect: syntax-error
grant update on app.note to ${reader}; -- not reported: The further places of a Flyway placeholder
