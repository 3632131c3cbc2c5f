-- === base file docs/contracts/README.md
# Contracts
-- === base file docs/promises/README.md
# Contracts
-- === base file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
contracts: {path: docs/contracts, notice: 30}
-- === file db/verify.yml
version: 1
migrations:
  - {path: db/migrations/eng, layout: marker}
contracts: {path: docs/promises, notice: 90} # expect: config-weakened "contracts"
