-- === config
platform: supabase
trial: {extensions: {stub: [pg_net]}}
-- === up
create extension pg_net with schema extensions; -- expect: connection-to-elsewhere "pg_net"
