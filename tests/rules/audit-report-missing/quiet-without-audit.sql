comment on schema public is 'notes'; -- not reported: Repositories whose config
