-- === base
begin;
create schema app;
create domain app.amount as integer constraint amount_positive check (value > 0) constraint amount_small check (value < 1000);
create domain app.label as text constraint label_short check (length(value) < 9);
create domain app.share as integer constraint share_part check (value between 0 and 100);
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
alter domain app.share drop constraint share_part;
alter domain app.share add constraint share_part check (value in (0, 50, 200)) not valid; -- expect: guard-dropped "app.share share_part"
commit;

/* DOWN */

begin;
alter domain app.share drop constraint share_part;
alter domain app.share add constraint share_part check (value between 0 and 100);
create domain app.gone as text constraint gone_short check (length(value) < 9);
alter domain app.label drop constraint label_shorter;
alter domain app.label add constraint label_short check (length(value) < 9);
alter domain app.amount add constraint amount_positive check (value > 0);
commit;
