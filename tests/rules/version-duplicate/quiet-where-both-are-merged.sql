-- === base 202601010000__note.sql
comment on schema public is 'notes';
-- === base 202601010000__title.sql
comment on schema public is 'notes';
-- === up
comment on schema public is 'notes'; -- not reported: Two that were both merged
