-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}  # -- not reported: An entry that the base does not have
-- === file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}  # -- not reported: An entry that the base does not have
-- === file db/verify-baseline.json
{"schema": "db-verify/baseline/v1", "entries": [
 {"fingerprint": "00", "rule": "policy-without-role", "path": "db/migrations/eng/202601010000__before.sql", "object": null, "number": 1}
]}
-- === expect db/verify-baseline.json:2 config-weakened
