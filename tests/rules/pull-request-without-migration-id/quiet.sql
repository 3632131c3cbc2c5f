-- === config
pull_request_ids: true
-- === pull request
Give notes an owner (202601020000)
-- === message
Titles, in 202601030000__third.sql
-- === up
comment on schema public is 'notes'; -- not reported: Migrations that the change
-- === up 202601030000__third.sql
comment on schema public is 'notes'; -- not reported: An id in the title
