-- === base
begin;
create schema app;
create type app.mood as enum ('low', 'high');
create table app.note (id integer primary key, status text not null, price integer, mood app.mood not null, kept boolean not null,
  constraint note_status_check check (status in ('draft', 'sent')),
  constraint note_price_check check (price > 0),
  constraint note_mood_check check (kept or mood = 'low'));
commit;
/* DOWN */
begin;
drop schema app cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", constraint-validated-at-once: "off", blocking-validation: "off", access-exclusive-held: "off"}
-- === migration
begin;
alter table app.note drop constraint note_status_check, add constraint note_status_check check (status in ('draft', 'sent', 'lost')); -- expect: guard-dropped "app.note note_status_check"
alter table app.note drop constraint note_price_check, add constraint note_price_check check (price >= 0); -- expect: guard-dropped "app.note note_price_check"
alter table app.note drop constraint note_mood_check, add constraint note_mood_check check (kept or mood in ('low', 'high')); -- expect: guard-dropped "app.note note_mood_check"
commit;

/* DOWN */

begin;
alter table app.note drop constraint note_mood_check, add constraint note_mood_check check (kept or mood = 'low');
alter table app.note drop constraint note_price_check, add constraint note_price_check check (price > 0);
alter table app.note drop constraint note_status_check, add constraint note_status_check check (status in ('draft', 'sent'));
commit;
