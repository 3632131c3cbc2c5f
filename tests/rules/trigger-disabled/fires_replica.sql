-- === base
begin;
create table note (id bigint primary key);
commit;
/* DOWN */
begin;
drop table note;
commit;
-- === config
rules: {table-without-rls: "off", down-empty: "off", access-exclusive-held: "off", lock-timeout-missing: "off"}
-- === migration
begin;
alter table note enable replica trigger touch; -- expect: trigger-disabled "note touch"
alter table note enable replica trigger other;
alter table note enable trigger other;
create trigger copied after insert on note for each row execute function app.copied();
alter table note enable replica trigger copied; -- not reported: ENABLE REPLICA of a trigger
commit;
/* DOWN */
begin;
drop trigger copied on note;
alter table note enable replica trigger touch, enable replica trigger other;
commit;
