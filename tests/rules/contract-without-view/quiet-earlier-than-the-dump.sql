-- === config
start_from: {dump: db/schema.sql, id: "202601010000"}
-- === base file db/schema.sql
comment on schema public is 'notes';
-- === base 202601010000__before.sql
comment on schema public is 'notes';
-- === file contracts/v_note.odcs.yaml
version: 1.2.0
apiVersion: v3.1.0
kind: DataContract
id: note
status: active  # -- not reported: A view that earlier, lost migrations made
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
