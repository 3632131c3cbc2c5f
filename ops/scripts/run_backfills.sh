#!/usr/bin/env bash
# Owner and decision log of directives from ops/backfill/eng_owner_map.csv; says what it would change, and
# changes it with --execute. All arguments go to `db-verify backfill`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

exec db-verify backfill ops/backfill/eng_owner_map.csv "$@"
