comment on schema public is 'notes';
commit; -- expect: transaction-split
comment on schema public is 'more notes';
