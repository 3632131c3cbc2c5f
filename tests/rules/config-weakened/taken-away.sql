-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
-- === gone db/verify.yml
-- === expect db/verify.yml:1 config-weakened "db/verify.yml"
