-- === base file db/bootstrap/roles.sql
create role reader;
create role clerk;
create role old;
create role above bypassrls;
create role gate login noinherit;
-- === base
create table note (id bigint primary key, owner text not null, open boolean not null);
alter table note enable row level security, force row level security;
create policy open on note for select to reader using (open);
grant select on note to reader;
create table log (id bigint primary key);
alter table log enable row level security, force row level security;
grant insert on log to old; -- not reported: Grants of before
-- === config
access: {roles: [clerk], allow: [{role: reader, object: public.note, may: select}]}
rules: {lock-timeout-missing: "off"}
-- === up
grant insert on log to clerk; -- not reported: Roles that the config names
grant select on log to above; -- not reported: The roles that migrate
grant reader, clerk to gate; -- not reported: A login role
grant usage on schema public to gate;
do $$ begin grant select on log to old; end $$; -- not reported: What a block hides
