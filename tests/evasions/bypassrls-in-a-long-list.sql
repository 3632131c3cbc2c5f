create role r nologin noinherit createdb bypassrls connection limit 1; -- expect: bypassrls-granted
