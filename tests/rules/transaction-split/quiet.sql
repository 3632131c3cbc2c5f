begin;
comment on schema public is 'notes';
commit;
