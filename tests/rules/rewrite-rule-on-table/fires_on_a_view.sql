-- === config
platform: supabase
rules: {lock-timeout-missing: "off"}
-- === base
create table note (id bigint generated always as identity primary key, owner uuid not null, body text);
alter table note enable row level security;
create policy own on note for all to authenticated using (owner = (select auth.uid())) with check (owner = (select auth.uid()));
create table plain (body text);
create view v_note with (security_invoker = true) as select id, body from note;
-- === up
create rule added as on insert to v_note do instead insert into note (owner, body) values ('00000000-0000-0000-0000-000000000000', new.body); -- expect: rewrite-rule-on-table "public.v_note added"
create rule gone as on delete to v_note do instead delete from note where id = old.id; -- expect: rewrite-rule-on-table "public.v_note gone"
create rule changed as on update to v_note do instead insert into plain values (new.body);
