-- expect: directive-invalid "allow"
-- db-verify: allow policy-without-role
create type mood as enum ('good');
