-- === base file ops/audit/2026-01-01.md
# Audit of 2026-01-01

- 202601020000
-- === file ops/audit/2026-01-02.md
# Audit of 2026-01-02

<!-- 202601020000 -->

```text
202601020000
```
-- === up
comment on schema public is 'notes'; -- not reported: An id in a line that -- expect: audit-report-missing "202601020000"
