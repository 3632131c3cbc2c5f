-- === file ops/audit/2026-01-02.md
# Audit of 2026-01-02

- 202601020000: looked at
-- === up
comment on schema public is 'notes'; -- not reported: Reports without front
