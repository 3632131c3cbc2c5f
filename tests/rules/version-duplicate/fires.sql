-- === base 202601020000__before.sql
comment on schema public is 'notes';
-- === up 202601020000__after.sql
comment on schema public is 'notes'; -- expect: version-duplicate "202601020000"
