-- === config
rules: {lock-timeout-missing: "off", drop-breaks-readers: "off"}
-- === base
create table note (id bigint primary key, body varchar(80) not null, author text, extra integer not null);
alter table note enable row level security;
alter table note force row level security;
create or replace view v_note with (security_barrier = true, security_invoker = true) as
select
  n.id,
  n.body,
  n.author
from note as n;
grant select on v_note to analyst, venture_app;
-- === base file contracts/v_note.odcs.yaml
version: 1.2.0
apiVersion: v3.1.0
kind: DataContract
id: note
status: deprecated
schema:
  - name: v_note
    physicalName: public.v_note
    physicalType: view
    customProperties:
      - {property: viewOptions, value: [security_barrier=true, security_invoker=true]}
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
slaProperties:
  - property: endOfLife
    value: "2026-05-31"
-- === up
drop view v_note; -- not reported: A view whose last day
-- === gone contracts/v_note.odcs.yaml
-- === base file contracts/README.md
x
