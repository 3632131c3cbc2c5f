-- === base
begin;
create schema app;
create table app.note (id integer primary key, price integer not null, amount integer not null);
alter table app.note add constraint note_price_check check (price > 0);
alter table app.note add constraint note_amount_check check (amount > 0);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", drop-breaks-readers: "off"}
-- === base file db/policies/note.sql
alter table app.note drop constraint if exists note_amount_check;
-- === file db/policies/note.sql
alter table app.note drop constraint if exists note_amount_check;
alter table app.note drop constraint if exists note_price_check; -- expect: guard-dropped "app.note note_price_check"
