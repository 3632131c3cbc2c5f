-- === file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
rules: {grant-to-anon: "off"}  # -- not reported: A repository that has no config yet
