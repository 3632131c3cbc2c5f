-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
exposed_schemas: [public, api]
published_views: ["public.v_*"]
view_owners: [viewer]
pull_request_ids: true
trial:
  owner: app_owner
  postgres: "18"
  extensions: {need: [plpgsql]}
-- === file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
exposed_schemas: [public] # expect: config-weakened "exposed_schemas"
published_views: [] # expect: config-weakened "published_views"
view_owners: [viewer, app_owner] # expect: config-weakened "view_owners"
pull_request_ids: false # expect: config-weakened "pull_request_ids"
rules:
  grant-to-public: warning # expect: config-weakened "rules.grant-to-public"
trial: # expect: config-weakened "trial.postgres"
  owner: postgres # expect: config-weakened "trial.owner"
  extensions:
    stub: [vector] # expect: config-weakened "trial.extensions.stub"
    need: [plpgsql, btree_gin] # expect: config-weakened "trial.extensions.need"
