-- === base
create schema app;
create table app.note (id serial primary key, number serial unique, title text);
create table app.page (id bigint generated always as identity primary key, number serial);
create sequence app.bill_number;
-- === config
rules: {lock-timeout-missing: "off"}
-- === up
alter sequence app.note_id_seq cycle; -- expect: sequence-starts-over "app.note.id"
alter sequence app.note_number_seq maxvalue 1000 cycle; -- expect: sequence-starts-over "app.note.number"
alter table app.page alter column id set cycle; -- expect: sequence-starts-over "app.page.id"
alter sequence app.page_number_seq maxvalue 1000 cycle; -- not reported: CYCLE of a sequence
alter sequence app.bill_number cycle;
alter sequence app.note_id_seq no cycle;
