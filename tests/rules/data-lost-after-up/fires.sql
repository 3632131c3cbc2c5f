-- === base
create schema app;
create table app.note (id bigint primary key, title text);
create table app.log (id bigint primary key, what text);
create table app.remark (id bigint primary key, what text);
create table app.hint (id bigint primary key, what text);
create table app.reply (id bigint primary key, what text);
-- === config
rules: {lock-timeout-missing: "off", table-rewritten-in-trial: "off"}
-- === up
do $$ begin execute 'drop ta' || 'ble app.note'; end $$; -- expect: data-lost-after-up "app.note"
-- === up 202601020100__called.sql
create function app.clean() returns void language sql set search_path = '' as $$ delete from app.log $$;
select app.clean(); -- expect: data-lost-after-up "app.log"
-- === up 202601030000__more.sql
do $$ begin execute 'trun' || 'cate app.remark'; end $$; -- expect: data-lost-after-up "app.remark"
-- === up 202601040000__run.sql
explain analyze delete from app.hint; -- expect: data-lost-after-up "app.hint"
-- === up 202601050000__prepared.sql
prepare cleaning as delete from app.reply;
execute cleaning; -- expect: data-lost-after-up "app.reply"
