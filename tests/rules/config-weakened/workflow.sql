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
      - uses: acme/db-verify@08c6903cd8c0fde910a37f88322edcfb5dd907a8
-- === file .github/workflows/one.yml
on: {pull_request: {}}
jobs:
  one:
    name: DB Verify
    runs-on: ubuntu-24.04
    steps:
      # expect: config-weakened ".github/workflows/one.yml"
      # expect: config-weakened ".github/workflows/one.yml"
      - uses: acme/db-verify@08c6903cd8c0fde910a37f88322edcfb5dd907a8
        with: {static: true, config: ci.yml, fail-on: error}
-- === base file .github/workflows/two.yml
on: {pull_request: {}}
jobs:
  two:
    name: DB Verify
    runs-on: ubuntu-24.04
    steps:
      - run: db-verify check --format github
-- === file .github/workflows/two.yml
on: {pull_request: {}}
jobs:
  two:
    name: DB Verify
    runs-on: ubuntu-24.04
    steps:
      # expect: config-weakened ".github/workflows/two.yml"
      # expect: config-weakened ".github/workflows/two.yml"
      # expect: config-weakened ".github/workflows/two.yml"
      - run: db-verify check --format github --static --base=HEAD db/migrations > out.txt
