-- === base file .github/workflows/migrations.yml
on: {pull_request: {paths: [db/**]}}
jobs:
  db-verify:
    name: DB Verify  # -- not reported: Workflows that the change does not touch
    runs-on: ubuntu-24.04
    steps:
      - run: db-verify check
-- === file .github/workflows/other.yml
on: [pull_request]
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - run: make test
