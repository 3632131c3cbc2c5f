-- === config
start_from: {dump: db/schema.sql, id: "202601020000"}  # -- not reported: Migrations that a schema dump stands for
-- === file db/schema.sql
comment on schema public is 'notes';
-- === base 202601010000__before.sql
comment on schema public is 'notes';
-- === base 202601020000__after.sql
comment on schema public is 'notes';
-- === gone db/migrations/eng/202601010000__before.sql
