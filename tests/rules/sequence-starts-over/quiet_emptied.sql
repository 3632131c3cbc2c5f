-- === base
begin;
create schema app;
create table app.note (id bigint primary key, number integer not null, title text);
create table app.page (id serial primary key, key bigint generated always as identity, title text);
create sequence app.bill_number;
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", data-lost: "off", down-loses-data: "off", down-missing: "off", transaction-missing: "off"}
-- === migration
-- db-verify: irreversible reason="the pages are drafts"
begin;
truncate app.page restart identity;
alter sequence app.page_id_seq restart;
commit;
