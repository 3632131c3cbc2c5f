-- === base file CHANGELOG.md
# Changelog

## [Unreleased]

- Something else (202501010000).

## [1.0.0] - 2026-01-01
-- === file CHANGELOG.md
# Changelog

## [Unreleased]

- Something else (202501010000).
- Notes (migration 202601020000), order number 209999999999 of 20260102, build 20260102030405.
- <!-- 202601020001 -->

```
202601020002
```

## [1.0.0] - 2026-01-01

- 202601020003
-- === up
comment on schema public is 'notes'; -- not reported: Lines that the change -- not reported: Numbers that are no -- not reported: Code blocks
