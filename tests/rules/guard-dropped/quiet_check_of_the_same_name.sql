-- === base
begin;
create schema app;
create function app.good(integer) returns boolean language sql immutable set search_path = '' as $$ select $1 > 0 $$;
create table app.note (id integer primary key, status text not null, price integer, amount integer not null, place text,
  constraint note_status_check check (status in ('draft', 'sent', 'lost')),
  constraint note_price_check check (app.good(price)),
  constraint note_amount_check check (amount is not null and amount > 0),
  constraint note_place_check check (place = lower(place)));
commit;
/* DOWN */
begin;
drop schema app cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", constraint-validated-at-once: "off", blocking-validation: "off", access-exclusive-held: "off"}
-- === migration
begin;
alter table app.note drop constraint note_status_check, add constraint note_status_check check (status in ('draft', 'sent')) not valid; -- not reported: A CHECK of the same name
alter table app.note drop constraint note_price_check, add constraint note_price_check check (app.good(price + 1)) not valid;
alter table app.note drop constraint note_amount_check, add constraint note_amount_check check (amount is null or amount > 0) not valid;
alter table app.note drop constraint note_place_check, add constraint note_place_check check (lower(place) = place) not valid;
commit;

/* DOWN */

begin;
alter table app.note drop constraint note_place_check, add constraint note_place_check check (place = lower(place));
alter table app.note drop constraint note_amount_check, add constraint note_amount_check check (amount is not null and amount > 0);
alter table app.note drop constraint note_price_check, add constraint note_price_check check (app.good(price));
alter table app.note drop constraint note_status_check, add constraint note_status_check check (status in ('draft', 'sent', 'lost'));
commit;
