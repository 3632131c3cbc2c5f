-- === config
rules: {lock-timeout-missing: "off", table-without-rls: "off", syntax-error: "off"}
-- === up
do $$ begin if current_setting('server_version_num')::int >= 150000 then create role modern; end if; end $$; -- not reported: A condition on the server's version
do $$ begin if not exists (select from pg_catalog.pg_roles where rolname = 'reader') then create role reader; end if; end $$;
do $$ begin if current_database() <> 'app' then raise exception 'not here'; end if; end $$; -- not reported: A branch that only raises
do $$ begin if not exists (select from pg_roles where rolname = current_user and rolsuper) and not pg_has_role(current_user, 'reader', 'member') then grant reader to current_user; end if; end $$;
do $$ begin if current_user = 'postgres' then raise exception 'as the owner, please'; end if; end $$;
do $$ begin if found then null; end if; raise notice '%', current_database(); end $$;
do $$ begin if now( then null; end if; end $$; -- not reported: A block that can't be read
