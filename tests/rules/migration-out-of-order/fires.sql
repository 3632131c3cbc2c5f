-- === base 202601050000__before.sql
comment on schema public is 'notes';
-- === up 202601020000__after.sql
comment on schema public is 'notes'; -- expect: migration-out-of-order "202601020000"
