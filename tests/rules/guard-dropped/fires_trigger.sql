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
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", table-without-rls: "off", drop-index-not-concurrent: "off", index-not-concurrent: "off", constraint-builds-index: "off", constraint-validated-at-once: "off", blocking-validation: "off", data-lost: "off", drop-breaks-readers: "off", column-type-changed: "off", table-rewritten: "off", not-null-scans-table: "off", table-rewritten-in-trial: "off", column-rewrites-table: "off"}
-- === migration
begin;
do $$ begin execute 'alter table app.note disable trigger note_less'; end $$; -- expect: trigger-disabled "app.note note_less"
drop trigger note_cheaper on app.note; -- expect: guard-dropped "app.note note_cheaper"
commit;

/* DOWN */

begin;
create trigger note_cheaper before update on app.note for each row execute function app.refuse_cheaper();
alter table app.note enable always trigger note_cheaper;
alter table app.note enable trigger note_less;
commit;
