-- === base file CHANGELOG.md
# Changelog

## [Unreleased]
-- === file CHANGELOG.md
# Changelog

## [Unreleased]

- Notes (migration 202601020000).
- Titles (migration 202601020001). <!-- expect: changelog-unknown-migration "202601020001" -->
-- === up
comment on schema public is 'notes';
