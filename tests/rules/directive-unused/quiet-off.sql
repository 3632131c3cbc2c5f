-- === config
rules: {grant-to-anon: "off"}
-- === up
-- db-verify: allow grant-to-anon reason="the rule is off here"
create type mood as enum ('good'); -- not reported: A directive whose rule did
