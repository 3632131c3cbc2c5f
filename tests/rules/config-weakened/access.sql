-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
access:
  allow:
    - {role: [reader, writer], object: [public.note, public.label], may: [select, insert]}
    - {role: reader, object: "public.v_*", may: select}
  approved:
    - {role: reader, object: public.kept, decision_log_ref: DL-2026-021}
-- === file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
# The writer loses the labels, and the reader may delete notes.
# expect: config-weakened "access"
# expect: config-weakened "access"
# expect: config-weakened "access"
access:
  allow:
    - {role: reader, object: [public.label, public.note], may: [select, insert, delete]}
    - {role: writer, object: public.note, may: [insert, select]}
    - {role: reader, object: "public.v_*", may: select}
