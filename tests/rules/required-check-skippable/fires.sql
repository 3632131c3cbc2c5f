-- === file .github/workflows/migrations.yml
name: Migrations
on:
  pull_request:
    paths: [db/**] # expect: required-check-skippable ".github/workflows/migrations.yml"
    types: [opened] # expect: required-check-skippable ".github/workflows/migrations.yml"
  # expect: required-check-skippable ".github/workflows/migrations.yml"
  pull_request_target: {}
jobs:
  first:
    runs-on: ubuntu-24.04
    steps:
      - run: make test
  db-verify:
    name: DB Verify
    if: github.actor != 'bot' # expect: required-check-skippable ".github/workflows/migrations.yml"
    needs: [first] # expect: required-check-skippable ".github/workflows/migrations.yml"
    # expect: required-check-skippable ".github/workflows/migrations.yml"
    strategy:
      matrix: {python: ["3.11", "3.13"]}
    runs-on: ubuntu-24.04
    steps:
      - uses: acme/db-verify@08c6903cd8c0fde910a37f88322edcfb5dd907a8
        if: github.event_name == 'push' # expect: required-check-skippable ".github/workflows/migrations.yml"
-- === file .github/workflows/empty.yml
on: push # expect: required-check-skippable ".github/workflows/empty.yml"
jobs:
  db-verify:
    name: DB Verify # expect: required-check-skippable ".github/workflows/empty.yml"
    runs-on: ubuntu-24.04
    steps:
      - run: "true"
-- === file .github/workflows/broken.yml
jobs: {db-verify: {name: DB Verify
-- === expect .github/workflows/broken.yml:1 required-check-skippable ".github/workflows/broken.yml"
