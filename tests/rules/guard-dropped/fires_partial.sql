-- === base
create schema app;
create table app.note (id bigint primary key, owner text not null, state text not null, kind text not null);
create unique index note_open on app.note (owner) where state = 'open';
create unique index note_kind on app.note (kind) where state = 'open';
-- === config
rules: {table-without-rls: "off", table-open-after-up: "off", lock-timeout-missing: "off", drop-index-not-concurrent: "off", index-not-concurrent: "off", access-exclusive-held: "off", blocking-validation: "off"}
-- === up
drop index app.note_open;
create unique index note_open on app.note (owner) where state = 'new'; -- expect: guard-dropped "app.note_open"
drop index app.note_kind;
create unique index note_kind on app.note (kind) where state in ('open', 'new');
