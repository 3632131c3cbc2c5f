-- === config
migrations: [{path: db/migrations/eng, layout: supabase}, {path: db/migrations/ops, layout: supabase}]
-- === base 202601050000__before.sql
comment on schema public is 'notes';
-- === up db/migrations/ops/202601020000__after.sql
comment on schema public is 'notes'; -- not reported: Migrations of other folders
