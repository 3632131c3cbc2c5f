grant usage on schema app to public; -- not reported: USAGE of a schema
grant execute on function app.f() to public;
grant usage on type app.t to public;
revoke all on note from public; -- not reported: REVOKE
grant select on note to "public_reader";
