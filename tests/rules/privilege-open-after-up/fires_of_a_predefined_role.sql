-- === base file db/bootstrap/roles.sql
create role owner login createrole;
create role analyst;
create role clerk;
create role auditor;
grant pg_read_all_data, pg_write_all_data, pg_monitor to owner with admin option;
grant analyst, clerk, auditor to owner with admin option;
alter database app owner to owner;
alter schema public owner to owner;
-- === config
trial: {owner: owner}
-- === up
do $$ begin execute format('grant %I to analyst', reverse('rotinom_gp')); end $$;
do $$ begin execute format('grant %I to analyst', reverse('atad_lla_daer_gp')); end $$; -- expect: privilege-open-after-up "analyst in pg_read_all_data"
-- expect: bypassrls-granted "clerk"
-- expect: bypassrls-granted "auditor"
do $$ begin grant pg_write_all_data to clerk, auditor; end $$;
