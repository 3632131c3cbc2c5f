#!/usr/bin/env bash
# Checks what is checked out, then applies what is pending to the database that DATABASE_URL or PG* name.
# All arguments go to `db-verify apply`; with a verdict of your own (--verdict, --without-verdict), with
# --down or with --dry-run, nothing is checked here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# The checkout's own, where `make verify` has put it.
if [ -x .venv/bin/db-verify ]; then PATH=$PWD/.venv/bin:$PATH; fi
command -v db-verify > /dev/null || { echo "db-verify is not installed: make verify" >&2; exit 3; }

for argument in "$@"; do
  case "$argument" in
    --verdict* | --without-verdict* | --down* | --dry-run | --bootstrap | --seeds | --help | -h)
      exec db-verify apply "$@"
      ;;
  esac
done

# On a terminal `apply` only shows the SQL, and needs no verdict for that.
if [ -t 1 ] && [[ " $* " != *" --no-dry-run "* ]]; then
  exec db-verify apply "$@"
fi

report=$(mktemp)
trap 'rm -f "$report"' EXIT
trap 'exit 130' INT TERM
verdict=0
db-verify check --all --report "json=$report" || verdict=$?
if [ "$verdict" -gt 1 ]; then exit "$verdict"; fi
# Where something was found, this refuses, and the refusal is in the audit.
applied=0
db-verify apply --verdict "$report" "$@" || applied=$?
exit "$((verdict > 0 ? verdict : applied))"
