-- === file .github/workflows/migrations.yml
name: Migrations
on: [pull_request]
jobs:
  other:
    runs-on: ubuntu-24.04
    continue-on-error: true
    steps:
      - run: db-verify coverage --threshold 90 || true
      - run: make test || true  # -- not reported: Steps and jobs that do not run
      # db-verify check || true
      - run: echo "db-verify check || true"
  kept:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          code=0
          db-verify check --format github || code=$?
          cat coverage.md | sort
          exit "$code"  # -- not reported: A status that is kept
      - shell: bash  # -- not reported: A pipe in a step
        run: db-verify check | tee out.txt
      - run: |
          set -euo pipefail
          db-verify check | tee out.txt
      - run: |
          db-verify check > out.txt 2>&1; echo done  # -- not reported: A script that goes on with
          cat out.txt
      - run: |
          set +e
          db-verify check
          code=$?
          exit $code
      - shell: bash {0}
        run: db-verify check
      - shell: bash -eu {0}
        run: |
          trap 'rm -f out.txt' EXIT
          db-verify check
          echo done
      - run: |
          set +e
          make other
          set -e
          out=$(db-verify check)  # -- not reported: `out=$(db-verify check)`
          db-verify check &> out.txt &
          wait $!
      - run: db-verify check --message 'a | b'
-- === file .github/workflows/defaults.yml
on: [pull_request]
defaults: {run: {shell: bash}}
jobs:
  one:
    runs-on: ubuntu-24.04
    steps:
      - run: db-verify | tee out.txt
  current:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          db-verify check --all --write-baseline  # -- not reported: `--write-baseline` in a workflow
          git diff --exit-code db/verify-baseline.json
-- === file .github/workflows/weekly.yml
on: {schedule: [{cron: "0 5 * * 1"}]}
jobs:
  baseline:
    runs-on: ubuntu-24.04
    steps:
      - run: db-verify check --all --write-baseline
