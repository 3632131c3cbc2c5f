-- === file contracts/v_note.odcs.yaml
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
      - {property: viewOptions, value: [security_barrier=true]}
    properties:
      - name: id
        physicalType: bigint
        primaryKey: true
      - name: body
        physicalType: varchar(80)
        required: true
      - name: author
        physicalType: text
    quality:
      - {type: sql, name: short, query: "select max(length(body)) from ${table}", mustBeLessThan: 81}
roles:
  - role: analyst
  - role: venture_app
-- === config
rules: {contract-without-view: "off"}  # -- not reported: A contract that is new
