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
    customProperties:
      - {property: costCentre, value: 4711}  # -- not reported: Custom properties that db-verify does not know
    properties:
      - name: id
        physicalType: bigint
-- === file contracts/README.md
Not a contract. -- not reported: Other files in the contracts' folder
-- === up
comment on schema public is 'notes';
-- === config
rules: {contract-without-view: "off"}
