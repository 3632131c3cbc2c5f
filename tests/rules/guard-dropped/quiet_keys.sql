-- === base
begin;
create schema app;
create domain app.mail as text constraint mail_at check (value like '%@%');
create domain app.email as text constraint email_at check (value like '%@%' and length(value) > 0);
create table app.person (id integer primary key, email text, alias text, team integer not null, contact app.mail, second app.mail);
create unique index person_email on app.person (email);
create unique index person_alias on app.person (lower(alias), team);
create unique index person_team on app.person (team, id);
commit;
/* DOWN */
begin;
drop schema app cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", table-without-rls: "off", constraint-builds-index: "off", index-not-concurrent: "off", drop-index-not-concurrent: "off", blocking-validation: "off", constraint-validated-at-once: "off", down-cascades: "off", column-type-changed: "off", table-rewritten-in-trial: "off"}
-- === migration
begin;
-- not reported: A UNIQUE, PRIMARY KEY or EXCLUDE
drop index app.person_email;
create unique index person_mail on app.person (lower(email));
drop index app.person_alias;
create unique index person_alias on app.person (lower(alias)) include (team);
drop index app.person_team;
create unique index person_team on app.person (id desc, team);
-- not reported: A column of a domain
alter table app.person alter column contact type app.email;
alter table app.person alter column second type text, add constraint person_second check (second like '%@%');
commit;

/* DOWN */

begin;
alter table app.person drop constraint person_second, alter column second type app.mail;
alter table app.person alter column contact type app.mail;
drop index app.person_team;
create unique index person_team on app.person (team, id);
drop index app.person_alias;
create unique index person_alias on app.person (lower(alias), team);
drop index app.person_mail;
create unique index person_email on app.person (email);
commit;
