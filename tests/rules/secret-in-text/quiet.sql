-- === base file CHANGELOG.md
# Changelog

## [Unreleased]

- Migration 202601020000, with postgres://app:hunter2@db/app
-- === file CHANGELOG.md
# Changelog

## [Unreleased]

- Migration 202601020000, with postgres://app:***@db/app, commit 0123456789abcdef0123456789abcdef01234567.
- Migration 202601020000, with postgres://app:hunter2@db/app
-- === up
create role app login password null; -- not reported: Lines that the change -- not reported: `PASSWORD NULL`
create role other login password '<password>';
insert into keys values ('-----BEGIN PUBLIC KEY-----'); -- not reported: Public keys
select 'Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoiYW5vbiJ9.not-a-signature'; -- not reported: A token of the role
