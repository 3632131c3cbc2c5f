-- === base file CHANGELOG.md
# Changelog

## [Unreleased]
-- === file CHANGELOG.md
# Changelog

## [Unreleased]

- Migration 202601020000, with postgres://app:hunter2@db/app <!-- expect: secret-in-text "a password in a URL" -->
-- === up
create role app login password 'hunter2'; -- expect: secret-in-text "a role's password"
alter role app password 'hunter3'; -- expect: secret-in-text
insert into keys values ('AKIAABCDEFGHIJKLMNOP'); -- expect: secret-in-text "an AWS access key"
select 'Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.not-a-signature'; -- expect: secret-in-text "a JSON Web Token"
