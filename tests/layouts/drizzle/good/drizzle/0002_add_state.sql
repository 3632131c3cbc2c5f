set local lock_timeout = '5s';--> statement-breakpoint
create type note_state as enum ('draft', 'done');--> statement-breakpoint
alter table note add column state note_state not null default 'draft';
