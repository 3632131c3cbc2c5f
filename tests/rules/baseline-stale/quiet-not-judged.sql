-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
-- === file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
-- === base file db/verify-baseline.json
{"schema": "db-verify/baseline/v1", "entries": [
 {"fingerprint": "00", "rule": "policy-without-role", "path": "db/migrations/eng/202601010000__before.sql", "object": null, "number": 1}
]}
-- === base 202601010000__before.sql
create type mood as enum ('good');
