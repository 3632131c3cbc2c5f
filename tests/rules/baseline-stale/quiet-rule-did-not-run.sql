-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}  # -- not reported: An entry whose rule did not run
-- === file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}  # -- not reported: An entry whose rule did not run
-- === base file db/verify-baseline.json
{"schema": "db-verify/baseline/v1", "entries": [
 {"fingerprint": "00", "rule": "down-leaves-trace", "path": "db/migrations/eng/202601020000__case.sql", "object": null, "number": 1}
]}
-- === migration
begin;
create type mood as enum ('good');
commit;
/* DOWN */
begin;
drop type mood;
commit;
