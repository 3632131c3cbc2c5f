-- === base file CHANGELOG.md
# Changelog

## [Unreleased]

## [1.0.0] - 2026-01-01
-- === file CHANGELOG.md
# Changelog

## [Unreleased]

### Added

- Notes, with
  titles (`202601020000`), and `202601030000__more_notes.sql`.

## [1.0.0] - 2026-01-01
-- === up
comment on schema public is 'notes';
-- === up 202601030000__more_notes.sql
comment on schema public is 'more notes'; -- not reported: An id in a line that the
