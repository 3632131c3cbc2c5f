-- === base
create table note (id bigint);
-- === up
-- expect: transaction-impossible "202601020000 up"
create index concurrently note_id on note (id);
