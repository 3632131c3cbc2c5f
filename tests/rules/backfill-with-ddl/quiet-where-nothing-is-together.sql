-- === config
migrations: [{path: db/m, layout: goose}]
-- === base file db/m/1_note.sql
-- +goose Up
create table note (id bigint primary key, title text);

-- +goose Down
drop table note;
-- === file db/m/2_author.sql
-- +goose NO TRANSACTION
-- +goose Up
set lock_timeout = '5s';
alter table note add column author text;
update note set author = '' where id = 1; -- not reported: Rows of a table that the transaction does not hold
reset lock_timeout;

-- +goose Down
set lock_timeout = '5s';
alter table note drop column author;
reset lock_timeout;
