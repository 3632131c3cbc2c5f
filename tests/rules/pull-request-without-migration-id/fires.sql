-- === config
pull_request_ids: true
-- === pull request
Give notes an owner

<!-- name the migrations' ids: 202601020000 -->
-- === message
Give notes an owner (2026010200001)
-- === up
comment on schema public is 'notes'; -- not reported: An id in a comment -- expect: pull-request-without-migration-id "202601020000"
