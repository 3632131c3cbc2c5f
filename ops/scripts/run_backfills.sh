#!/usr/bin/env bash
# Owner and decision log of directives from ops/backfill/eng_owner_map.csv; says what it would change, and
# changes it with --execute. All arguments go to `db-verify backfill`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# The checkout's own, where `make verify` has put it.
if [ -x .venv/bin/db-verify ]; then PATH=$PWD/.venv/bin:$PATH; fi
command -v db-verify > /dev/null || { echo "db-verify is not installed: make verify" >&2; exit 3; }

exec db-verify backfill ops/backfill/eng_owner_map.csv "$@"
