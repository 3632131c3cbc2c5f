-- === base
create table note (id bigint primary key, owner text not null, body text not null);
alter table note enable row level security, force row level security;
create policy own on note for select using (owner = current_user);
create table other (id bigint primary key, owner text not null);
alter table other enable row level security, force row level security;
create policy own on other for select using (owner = current_user);
-- === config
rules: {lock-timeout-missing: "off", policy-without-role: "off", rename-breaks-readers: "off", access-exclusive-held: "off"}
-- === up
alter table note rename column owner to holder;
alter table other rename to another;
do $$ declare q text; begin select 'comment on table note is null' into q; execute q; end $$;
