-- === config
rules: {connection-to-elsewhere: "off", transaction-impossible: "off"}
-- === up
create user mapping for app server other options (user 'u', password '<password>');
create subscription s connection 'host=a password=*** dbname=b' publication p;
select dblink_connect('c', 'service=a');
