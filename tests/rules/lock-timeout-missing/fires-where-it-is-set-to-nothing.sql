-- === base
create table note (id bigint primary key);
-- === up
set lock_timeout = 0;
create trigger touch before update on note for each row execute function touch(); -- expect: lock-timeout-missing
