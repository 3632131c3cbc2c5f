-- === base
create schema app;
create table app.note (id bigint primary key, title text);
create table app.log (id bigint primary key, what text);
create table app.remark (id bigint primary key, what text);
create table app.reply (id bigint primary key, what text);
-- === config
rules: {lock-timeout-missing: "off", drop-breaks-readers: "off", rename-breaks-readers: "off", access-exclusive-held: "off"}
-- === up
do $$ begin execute 'alter table app.note rename to no' || 'tes'; end $$; -- not reported: A table that has another
do $$ begin execute 'comm' || 'ent on schema app is ''notes'''; end $$;
drop table app.log; -- not reported: A table that a DROP
delete from app.remark where id > -1;
