-- === config
migrations: [{path: drizzle, layout: drizzle}]
-- === base file drizzle/meta/_journal.json
{"entries": [{"idx": 0, "when": 1700000000000, "tag": "0000_init"}]}
-- === base file drizzle/0000_init.sql
create schema private;
create table private.note (id integer primary key, title text);
-- === file drizzle/meta/_journal.json
{"entries": [{"idx": 0, "when": 1700000000000, "tag": "0000_init"}, {"idx": 1, "when": 1700000000001, "tag": "0001_body"}]}
-- === file drizzle/0001_body.sql
set local lock_timeout = '5s';--> statement-breakpoint
alter table private.note add column body text;--> statement-breakpoint -- not reported: CREATE INDEX IF NOT EXISTS
create index if not exists note_title on private.note (title); -- expect: index-not-concurrent
