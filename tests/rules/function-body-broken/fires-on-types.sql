-- === base
create schema app;
create type app.state as enum ('open', 'closed');
create table app.note (id integer primary key, state app.state not null);
create function app.is_open(app.note) returns boolean language sql as $$ select $1.state = 'open' $$;
create function app.helper() returns integer language sql as 'select 1';
create procedure app.tidy() language sql as 'select app.helper()';
-- === config
rules: {drop-breaks-readers: "off", access-exclusive-held: "off", rename-breaks-readers: "off"}
-- === up
set local lock_timeout = '5s';
-- expect: function-body-broken "app.is_open(app.note)"
alter type app.state rename value 'open' to 'begun';
-- expect: function-body-broken "app.tidy()"
drop function app.helper();
