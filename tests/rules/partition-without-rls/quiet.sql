-- === base
create table note (at date) partition by range (at);
alter table note enable row level security, force row level security;
create schema private;
create table old partition of note for values from ('2025-01-01') to ('2026-01-01'); -- not reported: Partitions that were there
-- === up
create table note_1 partition of note for values from ('2026-01-01') to ('2027-01-01');
alter table note_1 enable row level security, force row level security;
create table private.note_2 partition of note for values from ('2027-01-01') to ('2028-01-01'); -- not reported: Partitions of a schema
create foreign table far partition of note for values from ('2028-01-01') to ('2029-01-01') server there; -- not reported: Foreign tables
