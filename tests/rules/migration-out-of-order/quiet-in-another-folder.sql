-- === config
migrations: [{path: db/migrations/eng, layout: marker}, {path: db/migrations/ops, layout: marker}]
-- === base 202601050000__before.sql
comment on schema public is 'notes';
-- === up db/migrations/ops/202601020000__after.sql
comment on schema public is 'notes';
