-- === config
migrations: [{path: db/m, layout: golang-migrate}]
-- === base file db/m/1_note.up.sql
create table note (id bigint);
-- === base file db/m/1_note.down.sql
drop table note;
-- === file db/m/2_vacuum.up.sql
vacuum note;
-- === file db/m/2_vacuum.down.sql
vacuum note; -- not reported: Such a statement outside
