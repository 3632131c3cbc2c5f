-- === base file .github/workflows/migrations.yml
on: [pull_request]
jobs:
  db-verify:
    name: DB Verify
    runs-on: ubuntu-24.04
    steps:
      - run: db-verify check
-- === gone .github/workflows/migrations.yml
-- === expect .github/workflows/migrations.yml:1 required-check-skippable ".github/workflows/migrations.yml"
