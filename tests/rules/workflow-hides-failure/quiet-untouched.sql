-- === base file .github/workflows/migrations.yml
on: [pull_request]
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - run: db-verify check || true  # -- not reported: Workflows that the change does not touch
-- === file .github/workflows/other.yml
on: [pull_request]
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - run: make test
