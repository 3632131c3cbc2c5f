-- === config
pull_request_ids: true
-- === up
comment on schema public is 'notes'; -- not reported: A change that has neither
