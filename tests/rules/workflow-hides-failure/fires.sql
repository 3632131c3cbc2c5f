-- === file .github/workflows/migrations.yml
name: Migrations
on: [pull_request]
jobs:
  quick:
    runs-on: ubuntu-24.04
    steps:
      - run: db-verify check --static || true # expect: workflow-hides-failure ".github/workflows/migrations.yml quick"
      - run: |
          set -e
          # expect: workflow-hides-failure ".github/workflows/migrations.yml quick"
          db-verify check --format text | tee out.txt
          db-verify check --static \
            --format json > report.json || echo "never mind" # said of the command
      - uses: acme/db-verify@08c6903cd8c0fde910a37f88322edcfb5dd907a8
        continue-on-error: true # expect: workflow-hides-failure ".github/workflows/migrations.yml quick"
      - run: |
          set +e
          db-verify check # expect: workflow-hides-failure ".github/workflows/migrations.yml quick"
          echo done
      - shell: bash {0}
        run: |
          db-verify check --static # expect: workflow-hides-failure ".github/workflows/migrations.yml quick"
          echo done
      - run: echo "$(db-verify check)" # expect: workflow-hides-failure ".github/workflows/migrations.yml quick"
      - run: |
          db-verify check --quiet & # expect: workflow-hides-failure ".github/workflows/migrations.yml quick"
          sleep 60
      - run: |
          trap 'rm -f out; exit 0' EXIT
          db-verify check --verbose # expect: workflow-hides-failure ".github/workflows/migrations.yml quick"
      - run: db-verify check --write-baseline --verbose # expect: workflow-hides-failure ".github/workflows/migrations.yml quick"
  whole:
    name: Whole
    runs-on: ubuntu-24.04
    continue-on-error: ${{ github.actor == 'bot' }} # expect: workflow-hides-failure ".github/workflows/migrations.yml Whole"
    steps:
      - run: python3 -m checker; true
-- === expect .github/workflows/migrations.yml:12 workflow-hides-failure ".github/workflows/migrations.yml quick"
