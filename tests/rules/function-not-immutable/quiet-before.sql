-- === base
create schema app;
create table app.rate (code text primary key, rate numeric);
-- not reported: ALTER FUNCTION … IMMUTABLE
create function app.rate_of(wanted text) returns numeric language sql immutable as 'select rate from app.rate where code = wanted';
-- === up
alter function app.rate_of(text) immutable parallel safe;
