-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
-- === base file db/verify-baseline.json
{"schema": "db-verify/baseline/v1", "entries": [
 {"fingerprint": "00", "rule": "grant-to-anon", "path": "db/migrations/eng/202601010000__before.sql", "object": null, "number": 1},
 {"fingerprint": "01", "rule": "grant-to-anon", "path": "db/policies/note.sql", "object": null, "number": 3}
]}
-- === file db/verify-baseline.json
{"schema": "db-verify/baseline/v1", "entries": [
 {"fingerprint": "00", "rule": "grant-to-anon", "path": "db/migrations/eng/202601010000__before.sql", "object": null, "number": 2},
 {"fingerprint": "01", "rule": "grant-to-anon", "path": "db/policies/note.sql", "object": null, "number": 2}
]}
-- === expect db/verify-baseline.json:2 config-weakened "db/verify-baseline.json grant-to-anon db/migrations/eng/202601010000__before.sql"
