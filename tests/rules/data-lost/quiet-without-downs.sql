-- === base
create table note (id bigint, title text);
-- === config
rules: {drop-breaks-readers: "off", lock-timeout-missing: "off"}
-- === up
alter table note drop column title; -- not reported: Layouts without
