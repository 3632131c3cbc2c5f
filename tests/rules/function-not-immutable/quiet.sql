-- === config
rules: {untrusted-language: "off"}
-- === up
create schema app;
create function app.age(born date, today date) returns interval language sql immutable return age(today::timestamp, born::timestamp);
create function app.now_is(at timestamptz) returns boolean language sql stable return at < now(); -- not reported: Functions that are declared STABLE
create function app.year(at timestamp) returns text language sql immutable return to_char(at, 'YYYY'); -- not reported: `to_char`
create function app.parts(value text) returns integer language sql immutable
  as $$ with part as (select unnest(string_to_array(value, ','))) select count(*)::integer from part $$;
create function app.label(value text, at timestamptz default now()) returns text language plpgsql immutable as $$
  declare word text; begin
    select upper(value) into word;
    for i in 1..3 loop word := word || app.year(at::timestamp); end loop;
    return word;
  end $$;
create function app.c(value integer) returns integer language internal immutable as 'int4abs'; -- not reported: Languages
create function app.twice(value integer) returns integer language sql as 'select value * 2';
alter function app.twice(integer) immutable;
alter function app.now_is(timestamptz) parallel safe;
