-- === base 202601010000__note.sql
comment on schema public is 'notes';
-- === up 202601020000__note.sql
comment on schema public is 'notes'; -- not reported: The same name after different ids
