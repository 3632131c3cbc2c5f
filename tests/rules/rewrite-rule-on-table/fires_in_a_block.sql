-- === base
create schema private;
create table private.note (id integer);
-- === up
do $$
begin
  create rule r as on insert to private.note do instead nothing; -- expect: rewrite-rule-on-table "private.note r"
end $$;
