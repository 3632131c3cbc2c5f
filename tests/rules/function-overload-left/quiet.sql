-- === base
create schema app;
create function app.total(customer bigint) returns numeric language sql return 1;
create function app.sum(customer bigint) returns numeric language sql return 1;
create function app.label(id integer) returns text language sql return 'a';
create function app.short(id bigint) returns text language sql return 'a';
-- === config
rules: {drop-breaks-readers: "off"}
-- === up
drop function app.total(bigint); -- not reported: Functions that the same migration
create function app.total(customer bigint, currency text default 'EUR') returns numeric language sql return 1;
create or replace function app.sum(customer bigint, currency text) returns numeric language sql return 1; -- not reported: A new argument without
create or replace function app.label(id text) returns text language sql return 'b'; -- not reported: Other types, unless
create function app.label(id bigint) returns text language sql return 'b';
create or replace function app.short(id integer) returns text language sql return 'b';
create function app.made(a integer) returns text language sql return 'b';
create or replace function app.made(a integer, b integer default 1) returns text language sql return 'b';
