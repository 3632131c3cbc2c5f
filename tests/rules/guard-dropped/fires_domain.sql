-- === base
begin;
create schema app;
create domain app.amount as integer constraint amount_positive check (value > 0) constraint amount_small check (value < 1000);
create domain app.label as text constraint label_short check (length(value) < 9);
create domain app.gone as text constraint gone_short check (length(value) < 9);
create table app.note (id integer primary key, amount app.amount, label app.label);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off"}
-- === migration
begin;
alter domain app.amount drop constraint amount_positive; -- expect: guard-dropped "app.amount amount_positive"
alter domain app.label drop constraint label_short; -- not reported: What goes with its table
alter domain app.label add constraint label_shorter check (length(value) < 5) not valid;
drop domain app.gone;
commit;

/* DOWN */

begin;
create domain app.gone as text constraint gone_short check (length(value) < 9);
alter domain app.label drop constraint label_shorter;
alter domain app.label add constraint label_short check (length(value) < 9);
alter domain app.amount add constraint amount_positive check (value > 0);
commit;
