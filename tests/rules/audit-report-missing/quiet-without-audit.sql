comment on schema public is 'notes';
