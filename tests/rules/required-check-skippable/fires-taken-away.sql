-- === base file .github/workflows/migrations.yml
on: [pull_request]
jobs:
  db-verify:
    name: DB Verify
    runs-on: ubuntu-24.04
    steps:
      - run: db-verify check
-- === file .github/workflows/migrations.yml
on: [pull_request] # expect: required-check-skippable ".github/workflows/migrations.yml"
jobs:
  db-verify:
    name: DB verify
    runs-on: ubuntu-24.04
    steps:
      - run: db-verify check
