-- === file contracts/v_note.odcs.yaml
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: note
status: active
schema:
  - name: v_note
    physicalName: public.v_note
    physicalType: view
    properties:
      - name: id
        physicalType: bigint
-- === file contracts/README.md
Not a contract.
-- === up
comment on schema public is 'notes';
-- === config
rules: {contract-without-view: "off"}
