-- === base file CHANGELOG.md
# Changelog

## [Unreleased]

- What was there before (202601020000).
-- === up
comment on schema public is 'notes'; -- expect: changelog-entry-missing "202601020000"
