-- === base file .github/workflows/other.yml
on: [pull_request]
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - run: make test  # -- not reported: A repository whose base has no such job
-- === gone .github/workflows/other.yml
