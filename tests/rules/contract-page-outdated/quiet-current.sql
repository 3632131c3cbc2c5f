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
-- === file contracts/v_note.md
<!-- Made by `db-verify contracts docs` from v_note.odcs.yaml: contract e5572755a04ccb92, rows none, text 8e0f5184cac035f0. Edit the contract, not this page. -->
# v_note
-- === config
rules: {contract-without-view: "off"}
