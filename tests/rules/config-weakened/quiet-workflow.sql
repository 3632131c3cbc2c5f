-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
-- === file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
-- === base file .github/workflows/one.yml
on: {pull_request: {}}
jobs:
  one:
    name: DB Verify
    runs-on: ubuntu-24.04
    steps:
      - run: db-verify check --static --config ci.yml
-- === file .github/workflows/one.yml
on: {pull_request: {}}
jobs:
  one:
    name: DB Verify
    runs-on: ubuntu-24.04
    steps:
      # -- not reported: What a workflow leaves out that the base's
      - run: db-verify check --static --config=ci.yml --format github --report "json=$out" --fail-on ${{ inputs.level }} "$@" && echo done
      - uses: acme/db-verify@08c6903cd8c0fde910a37f88322edcfb5dd907a8
        with: {static: false, base: "", fail-on: warning}
  quick:
    runs-on: ubuntu-24.04
    steps:
      - run: db-verify check --static --base main
