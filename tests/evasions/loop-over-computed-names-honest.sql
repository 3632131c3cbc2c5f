-- === base
create table parted (id int, at date) partition by range (at);
alter table parted enable row level security, force row level security;
-- === up
set lock_timeout = '5s';
do $$ declare day date; begin for day in select generate_series(current_date, current_date + 5, '1 day') loop execute format('create table %s partition of parted for values from (%L) to (%L)', 'parted_' || to_char(day, 'YYYYMMDD'), day, day + 1); execute format('alter table %s enable row level security', 'parted_' || to_char(day, 'YYYYMMDD')); execute format('alter table %s force row level security', 'parted_' || to_char(day, 'YYYYMMDD')); end loop; end $$;
