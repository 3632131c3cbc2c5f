-- === base
create table note (id bigint primary key, body varchar(80) not null, author text, extra integer not null);
alter table note enable row level security;
alter table note force row level security;
-- === base file contracts/v_note.odcs.yaml
version: 1.2.0
apiVersion: v3.1.0
kind: DataContract
id: note
status: active
schema:
  - name: v_note
    physicalName: public.v_note
    physicalType: view
    customProperties:
      - {property: viewOptions, value: [security_barrier=true, security_invoker=true]}
      - {property: baseRelations, value: [public.note]}
    properties:
      - name: id
        physicalType: bigint
        primaryKey: true
      - name: body
        physicalType: varchar(80)
        required: true
      - name: author
        physicalType: text
roles:
  - role: analyst
  - role: venture_app
-- === base file db/views/v_note.sql
create or replace view v_note with (security_barrier = true, security_invoker = true) as
select
  n.id,
  n.body,
  n.author
from note as n;
grant select on v_note to analyst, venture_app;
-- === up
set lock_timeout = '5s';
drop view if exists v_note; -- not reported: A view that such a script makes again without
-- === file db/views/v_note.sql
create or replace view v_note with (security_barrier = true, security_invoker = true) as -- expect: view-differs-from-contract "public.v_note.author"
select
  n.id,
  n.body
from note as n;
grant select on v_note to analyst, venture_app;
