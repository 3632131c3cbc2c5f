-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
access:
  claims: {own: {sub: a, tenant: one}, another: {sub: b, tenant: two}}
  settings: {own: {app.tenant: one}, another: {app.tenant: two}}
-- === file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
access:
  claims:
    own: {sub: a, tenant: one, team: x}
    another:
      sub: b
      tenant: three # expect: config-weakened "access.claims.another.tenant"
  settings:
    own: {app.tenant: one, app.user: a}
    another:
      app.user: b
      app.tenant: three # expect: config-weakened "access.settings.another.app.tenant"
-- === migration
begin;
create type mood as enum ('good');
commit;
/* DOWN */
begin;
drop type mood;
commit;
