-- === base file CHANGELOG.md
# Changelog

## [Unreleased]

## [1.0.0] - 2026-01-01
-- === file CHANGELOG.md
# Changelog

## [Unreleased]

## [1.1.0] - 2026-02-01

- Notes (migration 202601020000).

## [1.0.0] - 2026-01-01
-- === up
comment on schema public is 'notes';
