-- === base file .github/workflows/other.yml
on: [pull_request]
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - run: make test
-- === gone .github/workflows/other.yml
