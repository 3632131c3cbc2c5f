-- === config
rules: {transaction-impossible: "off"}
-- === up
-- expect: alter-system "work_mem"
alter system set work_mem = '1GB';
alter system reset all; -- expect: alter-system
