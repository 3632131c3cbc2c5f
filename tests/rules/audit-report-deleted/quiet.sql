-- === config
audit: ops/audit
-- === base file ops/audit/2026-01-02.md
# Audit of 2026-01-02
-- === base file ops/audit/2026-01-02.csv
-- not reported: Files in that folder
-- === base file ops/audits.md
# What the audits have shown
-- === gone ops/audits.md
-- === gone ops/audit/2026-01-02.csv
-- === file ops/audit/2026-01-02.md
# Audit of 2026-01-02, the day of the move -- not reported: What is edited
