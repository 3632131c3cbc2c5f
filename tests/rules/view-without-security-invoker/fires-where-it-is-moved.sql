-- === base
create table note (id bigint);
alter table note enable row level security, force row level security;
create schema private;
create schema hidden;
create view private.m_note as select id from note;
create view private.n_note with (security_invoker = true) as select id from note;
create view hidden.o_note as select id from note;
create view public.p_note as select id from note; -- db-verify: allow view-without-security-invoker reason="as before"
-- === config
exposed_schemas: [public, api]
rules: {rename-breaks-readers: "off", lock-timeout-missing: "off"}
-- === up
alter view private.m_note set schema public; -- expect: view-without-security-invoker "public.m_note"
alter view private.n_note set schema public;
alter schema hidden rename to api; -- expect: view-without-security-invoker "api.o_note"
alter view public.p_note rename to q_note;
