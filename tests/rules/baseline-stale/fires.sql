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
 {"fingerprint": "00", "rule": "policy-without-role", "path": "db/migrations/eng/202601020000__case.sql", "object": null, "number": 1}
]}
-- === migration
begin;
create type mood as enum ('good');
commit;
/* DOWN */
begin;
drop type mood;
commit;
-- === expect db/verify-baseline.json:2 baseline-stale "policy-without-role db/migrations/eng/202601020000__case.sql"
