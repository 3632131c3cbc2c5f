-- === base
create table note (id bigint, title text);
create table remark (id bigint, title text);
create table reply (id bigint, title text);
create table answer (id bigint primary key, title text not null);
create table hint (id bigint primary key, title text not null);
-- === config
rules: {lock-timeout-missing: "off"}
-- === up
delete from note; -- expect: data-lost "public.note"
truncate remark; -- expect: data-lost "public.remark"
delete from reply where 1 = 1; -- expect: data-lost "public.reply"
delete from answer a where a.id is not null; -- expect: data-lost "public.answer"
delete from hint where title = title and hint.id is not null; -- expect: data-lost "public.hint"
-- === up 202601030000__values.sql
update note set title = null; -- expect: data-lost "public.note.title"
update remark
set
  id = id,
  title = 'x'::text -- expect: data-lost "public.remark.title"
where true;
