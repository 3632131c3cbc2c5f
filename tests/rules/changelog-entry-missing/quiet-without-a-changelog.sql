-- === base
comment on schema public is 'notes'; -- not reported: Repositories whose config
-- === up
comment on schema public is 'notes'; -- not reported: Migrations that the change
