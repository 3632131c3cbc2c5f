-- === base
create schema app;
create function app.total(customer bigint) returns numeric language sql return 1;
create function app.label(id integer, lang varchar) returns text language sql return 'a';
create function app.pair(a integer, out b integer, out c integer) language sql as 'select 1, 2';
create procedure app.run(a integer) language sql as 'select 1';
create function app.today() returns text language sql return 'a';
-- === up
-- expect: function-overload-left "app.total(bigint, text)"
create or replace function app.total(customer bigint, currency text default 'EUR') returns numeric language sql return 1;
create or replace function app.label(id bigint, lang text) returns text language sql return 'b'; -- expect: function-overload-left "app.label(bigint, text)"
create function app.pair(a integer, d integer default 1, out b integer, out c integer) language sql as 'select 1, 2'; -- expect: function-overload-left "app.pair(integer, integer)"
create or replace procedure app.run(a integer, b text default '') language sql as 'select 1'; -- expect: function-overload-left "app.run(integer, text)"
create or replace function app.today(zone text default 'UTC') returns text language sql return 'a'; -- expect: function-overload-left "app.today(text)"
