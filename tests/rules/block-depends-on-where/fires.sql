-- === config
rules: {lock-timeout-missing: "off", table-without-rls: "off"}
-- === up
do $$
begin
  if current_database() = 'app_prod' then -- expect: block-depends-on-where
    execute 'alter table public.note dis' || 'able row level security';
  end if;
end $$;
do $$ begin if current_setting('listen_addresses') <> '' then perform set_config('app.x', '1', false); end if; end $$; -- expect: block-depends-on-where
do $body$
declare
  n integer;
begin
  if n > 1 then -- expect: block-depends-on-where
    n := 2;
  elsif inet_server_addr() is not null then
    raise notice 'here';
  else
    n := 3;
  end if;
end
$body$;
do $$ begin if txid_current() > 100000 then perform set_config('app.x', '1', false); end if; end $$; -- expect: block-depends-on-where
do $$ begin if pg_control_system() is not null and random() < 0.5 then perform set_config('app.x', '1', false); end if; end $$; -- expect: block-depends-on-where
do $$ begin if current_user <> 'eng_owner' then perform set_config('app.x', '1', false); end if; end $$; -- expect: block-depends-on-where
do $$ begin if n then null; elsif session_user::text in ('postgres', 'admin') then perform set_config('app.x', '1', false); end if; end $$; -- expect: block-depends-on-where
do E'begin if curren\164_database() = ''app_prod'' then perform set_config(''app.x'', ''1'', false); end if; end'; -- expect: block-depends-on-where
