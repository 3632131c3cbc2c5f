create role r;
alter role r with superuser; -- expect: bypassrls-granted
