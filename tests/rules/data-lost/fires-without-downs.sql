-- === base
create table note (id bigint, title text);
create table remark (id bigint, title text);
create table reply (id bigint, title text);
-- === config
rules: {lock-timeout-missing: "off"}
-- === up
delete from note; -- expect: data-lost "public.note"
truncate remark; -- expect: data-lost "public.remark"
delete from reply where 1 = 1; -- expect: data-lost "public.reply"
-- === up 202601030000__values.sql
update note set title = null; -- expect: data-lost "public.note.title"
update remark
set
  id = id,
  title = 'x'::text -- expect: data-lost "public.remark.title"
where true;
