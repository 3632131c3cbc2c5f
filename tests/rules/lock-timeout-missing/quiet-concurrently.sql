-- === base
create table log (at date not null) partition by range (at);
alter table log enable row level security, force row level security;
create table log_1 partition of log for values from ('2025-01-01') to ('2026-01-01');
alter table log_1 enable row level security, force row level security;
create table note (id bigint primary key);
-- === config
rules: {transaction-impossible: "off"}
-- === up
alter table log detach partition log_1 concurrently; -- not reported: Statements that readers and writers
