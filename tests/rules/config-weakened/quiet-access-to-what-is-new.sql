-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
access:
  allow:
    - {role: [reader, writer], object: [public.label], may: [select, insert]}
    - {role: reader, object: "public.v_*", may: select}
-- === file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
access: # -- not reported: Access to a table that is new
  allow:
    - {role: [reader, writer], object: [public.label, public.note], may: select}
    - {role: writer, object: [public.note, public.label], may: insert}
    - {role: reader, object: public.label, may: insert}
    - {role: reader, object: "public.v_*", may: select}
