begin; -- not reported: BEGIN as the first
comment on schema public is 'notes';
commit;
