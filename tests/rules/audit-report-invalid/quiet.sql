-- === base file ops/audit/old.md
# Notes
-- === file ops/audit/2026-01-02.md
---
date: 2026-01-02
migrations: ["202601020000"]
---

# Audit
-- === file ops/audit/2026-06-01.md
# Audit of today

- 202601020000: looked at
-- === file ops/audit/README.md
# What is here
-- === up
comment on schema public is 'notes'; -- not reported: Reports that the change -- not reported: Files that are not
