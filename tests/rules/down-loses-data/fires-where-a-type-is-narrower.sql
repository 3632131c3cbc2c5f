-- === base
begin;
create schema private;
create table private.note (
  id integer primary key, price numeric(12,2), rate numeric(12,4), share numeric, at timestamptz, daily time, tags text[]
);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", column-type-changed: "off", table-rewritten-in-trial: "off"}
-- === migration
begin;
alter table private.note alter column price type integer; -- expect: down-loses-data "private.note.price"
alter table private.note alter column rate type numeric(12,2); -- expect: down-loses-data "private.note.rate"
alter table private.note alter column share type bigint; -- expect: down-loses-data "private.note.share"
alter table private.note alter column at type timestamptz(0); -- expect: down-loses-data "private.note.at"
alter table private.note alter column daily type time(0); -- expect: down-loses-data "private.note.daily"
alter table private.note alter column tags type text using tags[1]; -- expect: down-loses-data "private.note.tags"
commit;

/* DOWN */

begin;
alter table private.note alter column tags type text[] using case when tags is null then null else array[tags] end;
alter table private.note alter column daily type time, alter column at type timestamptz;
alter table private.note alter column share type numeric, alter column price type numeric(12,2), alter column rate type numeric(12,4);
commit;
