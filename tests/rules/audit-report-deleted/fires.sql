-- === config
audit: ops/audit
-- === base file ops/audit/2026-01-02.md
# Audit of 2026-01-02
-- === base file ops/audit/2026-01-03.md
# Audit of 2026-01-03

- all was well, and nothing was found that day
-- === base file ops/audit/2026-01-04.md
# Audit of 2026-01-04
-- === gone ops/audit/2026-01-02.md
-- === expect ops/audit/2026-01-02.md:1 audit-report-deleted "ops/audit/2026-01-02.md"
-- === moved ops/audit/2026-01-03.md docs/2026-01-03.md
-- === expect docs/2026-01-03.md:1 audit-report-deleted "ops/audit/2026-01-03.md"
