-- === base 202601010000__before.sql
comment on schema public is 'notes';
-- === up 202601030000__third.sql
comment on schema public is 'notes';
-- === up 202601020000__second.sql
comment on schema public is 'notes'; -- not reported: New migrations among each other
