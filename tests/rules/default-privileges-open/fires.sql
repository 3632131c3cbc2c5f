-- expect: default-privileges-open "analyst"
alter default privileges in schema public grant select on tables to analyst;
alter default privileges grant execute on functions to public; -- expect: default-privileges-open "PUBLIC"
alter default privileges grant all on sequences to public; -- expect: default-privileges-open "PUBLIC"
alter default privileges grant create on schemas to authenticated; -- expect: default-privileges-open "authenticated"
alter default privileges grant select on large objects to anon; -- expect: default-privileges-open "anon"
