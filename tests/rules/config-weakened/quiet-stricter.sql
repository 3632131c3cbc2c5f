-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
trial: {extensions: {stub: [btree_gin]}}
-- === file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
exposed_schemas: [public, api]
trial: {extensions: {need: [btree_gin]}}
published_views: ["public.v_*"]  # -- not reported: Entries that leave the baseline
rules:
  view-selects-star: error  # -- not reported: What asks for more
-- === base file db/verify-baseline.json
{"schema": "db-verify/baseline/v1", "entries": [
 {"fingerprint": "0", "rule": "grant-to-anon", "path": "db/migrations/eng/202601010000__before.sql", "object": null, "number": 1}
]}
-- === file db/verify-baseline.json
{"schema": "db-verify/baseline/v1", "entries": []}
