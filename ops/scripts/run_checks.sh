#!/usr/bin/env bash
# The whole check of what is checked out; and, where DATABASE_URL or PG* name a database, read-only checks of
# that one. One verdict on both, in one audit entry (3 could not be checked, 2 usage, 1 found something, 0 pass).
# All arguments go to `db-verify check`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# The checkout's own, where `make verify` has put it.
if [ -x .venv/bin/db-verify ]; then PATH=$PWD/.venv/bin:$PATH; fi
command -v db-verify > /dev/null || { echo "db-verify is not installed: make verify" >&2; exit 3; }

report=$(mktemp)
trap 'rm -f "$report"' EXIT
trap 'exit 130' INT TERM
files=0
db-verify check --all --report "json=$report" "$@" || files=$?
# A command line that makes no sense leaves no report.
if [ ! -s "$report" ]; then exit "$((files > 0 ? files : 3))"; fi

if [ -z "${DATABASE_URL:-}${PGHOST:-}${PGHOSTADDR:-}${PGSERVICE:-}${PGDATABASE:-}${PGPORT:-}" ]; then
  echo "no database is named (DATABASE_URL, PGHOST …): only the files are checked" >&2
fi
verdict=0
db-verify status --checks --verdict "$report" || verdict=$?
exit "$((files > verdict ? files : verdict))"
