-- === base
create schema private;
create table private.note (id bigint primary key, title text);
create table private.jot (id bigint primary key, title text);
create table private.old (id bigint, title text);
create function private.fill() returns void language sql as $$ insert into private.called select * from private.note $$;
-- === up 202601020000__make.sql
create table private.copied (id bigint, title text);
insert into private.copied select * from private.note;
create table private.made as select * from private.note;
create table private.blocked (id bigint, title text);
do $$ begin insert into private.blocked select * from private.note; end $$;
-- === up 202601030000__case.sql
set lock_timeout = '5s';
create index copied_title on private.copied (title); -- expect: index-not-concurrent "private.copied"
create index made_title on private.made (title); -- expect: index-not-concurrent "private.made"
create index blocked_title on private.blocked (title); -- expect: index-not-concurrent "private.blocked"
-- === up 202601040000__call.sql
create table private.called (id bigint, title text);
select private.fill();
-- === up 202601050000__after.sql
set lock_timeout = '5s';
create index called_title on private.called (title); -- expect: index-not-concurrent "private.called"
