-- === base file .github/workflows/old.yml
on: [pull_request]
jobs:
  db-verify:
    name: DB Verify
    runs-on: ubuntu-24.04
    steps:
      - run: db-verify check
-- === gone .github/workflows/old.yml
-- === file .github/workflows/new.yml
on:
  pull_request:
    branches: [main]
    types: [opened, synchronize, reopened, edited]  # -- not reported: `types` that name opened
  merge_group:
  push: {branches: [main], paths: [db/**]}
jobs:
  db-verify:
    name: DB Verify
    runs-on: ubuntu-24.04
    steps:
      - uses: acme/db-verify@08c6903cd8c0fde910a37f88322edcfb5dd907a8
-- === file .github/workflows/own.yml
on: {pull_request: {}}
jobs:
  db-verify:
    name: DB Verify
    runs-on: ubuntu-24.04
    needs: [build]
    if: ${{ always() }}  # -- not reported: `if: always()`
    steps:
      - uses: ./
      - if: always()
        run: db-verify check
  build:
    runs-on: ubuntu-24.04
    steps:
      - run: make
-- === file .github/workflows/other.yml
on: {pull_request: {paths: [db/**]}}
jobs:
  quick:
    if: github.actor != 'bot'  # -- not reported: Jobs of other names
    runs-on: ubuntu-24.04
    steps:
      - run: db-verify check --static
