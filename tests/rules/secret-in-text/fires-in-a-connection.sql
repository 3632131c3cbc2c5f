-- === config
rules: {connection-to-elsewhere: "off", transaction-impossible: "off"}
-- === up
create user mapping for app server other options (user 'u', password 'hunter22'); -- expect: secret-in-text "the password of a user mapping"
alter user mapping for app server other options (set password 'hunter23'); -- expect: secret-in-text
create subscription s connection 'host=a password=hunter22 dbname=b' publication p; -- expect: secret-in-text "the password of a connection"
select dblink_connect('c', 'host=a password=''hunter22'''); -- expect: secret-in-text
