-- === base
create schema app;
create table app.note (id bigint primary key, title text);
create table app.log (id bigint primary key, what text);
-- === up
drop owned by current_user; -- expect: data-lost-after-up "app.log"
