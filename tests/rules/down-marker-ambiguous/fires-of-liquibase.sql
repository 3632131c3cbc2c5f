-- === config
migrations: [{path: db/m, layout: plain}]
-- === base file db/m/1_note.sql
--liquibase formatted sql
--changeset me:1
create table note (id bigint primary key);
--rollback drop table note;
-- === file db/m/2_mood.sql
--liquibase formatted sql -- expect: down-marker-ambiguous "2_mood"
--changeset me:2
create type mood as enum ('good');
--rollback drop type mood;
-- === file db/m/3_said.sql
-- This is not Liquibase's, since --liquibase formatted sql does not begin it.
create type said as enum ('so');
