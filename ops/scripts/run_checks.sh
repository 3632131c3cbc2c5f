#!/usr/bin/env bash
# The whole check of what is checked out; and, where DATABASE_URL or PG* name a database, read-only checks of
# that one. One verdict: the gravest of the two (3 could not be checked, 2 usage, 1 found something, 0 pass).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

verdict=0
db-verify check --all "$@" || verdict=$?

if [ -n "${DATABASE_URL:-}${PGHOST:-}${PGHOSTADDR:-}${PGSERVICE:-}${PGDATABASE:-}" ]; then
  live=0
  db-verify status --checks || live=$?
  if [ "$live" -gt "$verdict" ]; then verdict=$live; fi
else
  echo "no database is named (DATABASE_URL, PGHOST …): only the files were checked" >&2
fi
exit "$verdict"
