-- === base file db/bootstrap/roles.sql
create role reader;
create role clerk;
create role app login;
create role gate login noinherit;
create role shown;
create role owner login createrole;
grant reader, clerk, shown to owner with admin option;
alter database app owner to owner;
alter schema public owner to owner;
-- === base
create table note (id bigint primary key, open boolean not null);
alter table note enable row level security;
alter table note force row level security;
create policy open on note for select to reader using (open);
grant select on note to reader;
-- === base file db/seeds/note.sql
insert into note values (1, true);
-- === config
seeds: [db/seeds]
trial: {owner: owner}
view_owners: [shown]
access: {allow: [{role: reader, object: public.note, may: select}]}
rules: {lock-timeout-missing: "off"}
-- === up
do $$ begin grant insert on note to clerk; end $$; -- expect: privilege-open-after-up "public.note"
do $$ declare q text; begin select 'grant reader to app, gate' into q; execute q; end $$; -- expect: privilege-open-after-up "app in reader"
do $$ declare q text; begin select 'grant shown to clerk' into q; execute q; end $$; -- expect: privilege-open-after-up "clerk in shown"
