-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
-- === file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
rules:
  grant-to-public: "off" # expect: config-weakened "rules.grant-to-public"
-- === migration
begin;
create type mood as enum ('good');
commit;
/* DOWN */
begin;
drop type mood;
commit;
