-- === up
create table note (id bigint);
-- expect: syntax-error
create policy if not exists p on note for select to analyst using (true);
