-- expect: directive-unused "policy-without-role"
-- db-verify: allow policy-without-role reason="nothing here breaks it"

create type mood as enum ('good', 'bad');

-- expect: directive-unused "grant-to-anon"
-- db-verify: allow grant-to-anon reason="not this statement"
comment on type mood is 'how it is';
