-- === file ops/audit/2026-01-02.md
---
date: 2026-01-03 # expect: audit-report-invalid "ops/audit/2026-01-02.md"
migrations: ["202601020000"]
---
-- === file ops/audit/2026-01-03.md
# Audit

```yaml
migrations: ["202601020000" # expect: audit-report-invalid
```
-- === file ops/audit/notes.md
# Notes of 202601020000 <!-- expect: audit-report-invalid -->
-- === file ops/audit/2027-01-01.md
# Audit of 202601020000 <!-- expect: audit-report-invalid -->
-- === up
comment on schema public is 'notes';
