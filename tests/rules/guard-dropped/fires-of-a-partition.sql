-- === base
begin;
create schema private;
create table private.event (id bigint not null, at date not null, title text) partition by range (at);
create table private.event_rest partition of private.event default;
alter table private.event_rest add constraint since check (at > '2020-01-01');
alter table private.event_rest add constraint not_january check (at < '2026-01-01' or at >= '2026-02-01');
create table private.event_january (id bigint not null, at date not null, title text);
alter table private.event_january add constraint only_january check (at >= '2026-01-01' and at < '2026-02-01');
alter table private.event_january add constraint titled check (title <> '');
commit;
/* DOWN */
begin;
drop schema private cascade;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", down-cascades: "off", blocking-validation: "off", constraint-validated-at-once: "off", partition-without-rls: "off"}
-- === migration
begin;
alter table private.event attach partition private.event_january for values from ('2026-01-01') to ('2026-02-01');
alter table private.event_january drop constraint titled; -- expect: guard-dropped "private.event_january titled"
commit;

/* DOWN */

begin;
alter table private.event detach partition private.event_january;
alter table private.event_january add constraint titled check (title <> '');
commit;
-- === migration db/migrations/eng/202601030000__since.sql
begin;
alter table private.event_rest drop constraint since; -- expect: guard-dropped "private.event_rest since"
commit;

/* DOWN */

begin;
alter table private.event_rest add constraint since check (at > '2020-01-01');
commit;
