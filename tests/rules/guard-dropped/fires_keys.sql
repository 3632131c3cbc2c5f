-- === base
begin;
create schema app;
create domain app.mail as text constraint mail_at check (value like '%@%');
create domain app.word as text;
create table app.person (
  id integer primary key, email text, alias text, team integer not null, contact app.mail, nick app.word,
  constraint person_team unique (id, team)
);
create unique index person_email on app.person (lower(email));
create unique index person_alias on app.person (lower(alias), team);
commit;
/* DOWN */
begin;
drop schema app cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", table-without-rls: "off", constraint-builds-index: "off", index-not-concurrent: "off", drop-index-not-concurrent: "off", blocking-validation: "off", down-cascades: "off"}
-- === migration
begin;
drop index app.person_email; -- expect: guard-dropped "app.person_email"
create unique index person_mail on app.person (email);
drop index app.person_alias;
create unique index person_alias on app.person (alias); -- expect: guard-dropped "app.person_alias"
alter table app.person drop constraint person_team;
alter table app.person add constraint person_team unique (id, team) deferrable; -- expect: guard-dropped "app.person person_team"
alter table app.person alter column contact type text; -- expect: guard-dropped "app.person.contact"
alter table app.person alter column nick type text;
commit;

/* DOWN */

begin;
alter table app.person alter column nick type app.word;
alter table app.person alter column contact type app.mail;
alter table app.person drop constraint person_team;
alter table app.person add constraint person_team unique (id, team);
drop index app.person_alias;
create unique index person_alias on app.person (lower(alias), team);
drop index app.person_mail;
create unique index person_email on app.person (lower(email));
commit;
