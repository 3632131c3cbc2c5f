-- === base file ops/audit/2026-01-02.md
# Audit of 2026-01-02
-- === base file ops/audit/2026-01-03.md
# Audit of 2026-01-03
-- === gone ops/audit/2026-01-02.md
-- === config
audit: null # -- not reported: Repositories without
