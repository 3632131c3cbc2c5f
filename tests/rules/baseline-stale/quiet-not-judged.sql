-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}  # -- not reported: An entry whose rule did not run, or whose file this run does not judge
-- === file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}  # -- not reported: An entry whose rule did not run, or whose file this run does not judge
-- === base file db/verify-baseline.json
{"schema": "db-verify/baseline/v1", "entries": [
 {"fingerprint": "00", "rule": "policy-without-role", "path": "db/migrations/eng/202601010000__before.sql", "object": null, "number": 1}
]}
-- === base 202601010000__before.sql
create type mood as enum ('good');
