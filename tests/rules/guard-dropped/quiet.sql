-- === base
begin;
create schema app;
create table app.author (id integer primary key, email text not null, name text, constraint author_email_key unique (email));
create unique index author_name on app.author (name);
create table app.room (id integer primary key, during tsrange, constraint room_free exclude using gist (during with &&));
create table app.note (
  id integer primary key,
  title text not null,
  state text constraint note_state_check check (state in ('open', 'closed')),
  author_id integer constraint note_author references app.author,
  price integer not null constraint note_price_check check (price > 0),
  stock integer not null default 0
);
create function app.refuse_cheaper() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.price < old.price then
    raise exception 'a note gets no cheaper';
  end if;
  return new;
end
$$;
create function app.refuse_less() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.stock < old.stock then
    raise exception using message = 'no less';
  end if;
  return new;
end
$$;
create function app.touch() returns trigger language plpgsql set search_path = '' as $$
begin
  -- It does not raise exception 'anything'.
  raise notice 'touched';
  return new;
end
$$;
create trigger note_cheaper before update on app.note for each row execute function app.refuse_cheaper();
create trigger note_less before update on app.note for each row execute function app.refuse_less();
create trigger note_touch before update on app.note for each row execute function app.touch();
create trigger author_touch before update on app.author for each row execute function app.touch();
alter table app.note enable always trigger note_cheaper;
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", table-without-rls: "off", drop-index-not-concurrent: "off", index-not-concurrent: "off", constraint-builds-index: "off", constraint-validated-at-once: "off", blocking-validation: "off", data-lost: "off", drop-breaks-readers: "off", column-type-changed: "off", table-rewritten: "off", not-null-scans-table: "off", table-rewritten-in-trial: "off", column-rewrites-table: "off", trigger-fires-twice: "off"}
-- === migration
begin;
alter table app.author drop constraint author_email_key; -- not reported: A UNIQUE, PRIMARY KEY or EXCLUDE where
create unique index author_email_lower on app.author (lower(email)) include (name);
drop index app.author_name;
alter table app.author add constraint author_name_key unique (name);
drop table app.room; -- not reported: What goes with its table
alter table app.note drop constraint note_price_check, add constraint price_check check (price >= 0); -- not reported: A CHECK or a trigger in whose
alter table app.note drop constraint note_author; -- not reported: A foreign key in whose place
alter table app.note add constraint note_author_again foreign key (author_id) references app.author on delete restrict;
alter table app.note alter column title drop not null; -- not reported: NOT NULL and
alter table app.note add constraint note_title_check check (title is not null);
alter table app.note drop column stock;
create type app.state as enum ('open', 'closed');
alter table app.note drop constraint note_state_check;
alter table app.note alter column state type app.state using state::app.state;
drop trigger note_touch on app.note; -- not reported: Triggers that raise nothing
create or replace function app.refuse_cheaper() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.price < old.price then
    raise exception 'not cheaper than %', old.price;
  end if;
  return new;
end
$$;
create or replace trigger note_cheaper before insert or update on app.note for each row execute function app.refuse_cheaper(); -- not reported: A trigger that is written anew
alter table app.note enable always trigger note_cheaper;
drop trigger note_less on app.note;
create trigger note_no_less before update on app.note for each row execute function app.refuse_cheaper();
commit;

/* DOWN */

begin;
drop trigger note_no_less on app.note;
create trigger note_less before update on app.note for each row execute function app.refuse_less();
create or replace trigger note_cheaper before update on app.note for each row execute function app.refuse_cheaper();
alter table app.note enable always trigger note_cheaper;
create or replace function app.refuse_cheaper() returns trigger language plpgsql set search_path = '' as $$
begin
  if new.price < old.price then
    raise exception 'a note gets no cheaper';
  end if;
  return new;
end
$$;
create trigger note_touch before update on app.note for each row execute function app.touch();
alter table app.note alter column state type text using state::text;
alter table app.note add constraint note_state_check check (state in ('open', 'closed'));
drop type app.state;
alter table app.note add column stock integer not null default 0;
alter table app.note drop constraint note_title_check;
alter table app.note alter column title set not null;
alter table app.note drop constraint note_author_again;
alter table app.note add constraint note_author foreign key (author_id) references app.author;
alter table app.note drop constraint price_check, add constraint note_price_check check (price > 0);
create table app.room (id integer primary key, during tsrange, constraint room_free exclude using gist (during with &&));
alter table app.author drop constraint author_name_key;
create unique index author_name on app.author (name);
drop index app.author_email_lower;
alter table app.author add constraint author_email_key unique (email);
commit;
