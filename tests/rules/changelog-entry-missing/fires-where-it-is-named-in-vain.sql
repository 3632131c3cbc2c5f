-- === base file CHANGELOG.md
# Changelog

## [Unreleased]

## [1.0.0] - 2026-01-01
-- === file CHANGELOG.md
# Changelog

202601020000

## [Unreleased]

- <!-- 202601020000 -->
- Another number: 2026010200001, A202601020000

```text
202601020000
```

<!--
202601020000
-->

    202601020000

## [1.0.0] - 2026-01-01

- Notes (202601020000).
-- === up
comment on schema public is 'notes'; -- not reported: An id in an old release -- expect: changelog-entry-missing "202601020000"
