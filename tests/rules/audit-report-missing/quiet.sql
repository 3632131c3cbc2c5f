-- === base file ops/audit/2026-01-02.md
# Audit of 2026-01-02
-- === file ops/audit/2026-01-02.md
# Audit of 2026-01-02

- 202601020000: looked at

## 10:00:00Z apply: passed

```yaml
migrations:
  - "202601030000"
```
-- === file ops/audit/2026-01-03.md
---
date: 2026-01-03
migrations:
  - "202601040000"
---
# Audit
-- === up
comment on schema public is 'notes';
-- === up 202601030000__third.sql
comment on schema public is 'notes'; -- not reported: Migrations that the change
-- === up 202601040000__fourth.sql
comment on schema public is 'notes'; -- not reported: An id in any line
