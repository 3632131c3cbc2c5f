create role r nologin noinherit nobypassrls connection limit 1;
