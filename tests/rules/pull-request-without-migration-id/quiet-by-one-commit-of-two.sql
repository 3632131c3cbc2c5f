-- === config
pull_request_ids: true
-- === message
Give notes an owner, as 202601020000
-- === message
Mend a spelling
-- === up
comment on schema public is 'notes'; -- not reported: An id in the title
