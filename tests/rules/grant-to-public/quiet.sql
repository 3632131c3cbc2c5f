grant usage on schema app to public;
grant execute on function app.f() to public;
grant usage on type app.t to public;
revoke all on note from public;
grant select on note to "public_reader";
