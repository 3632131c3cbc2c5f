-- === base
comment on schema public is 'notes';
-- === up
comment on schema public is 'notes';
