-- === base
create schema private;
create table private.note (id bigint primary key, title text);
-- === up 202601020000__make.sql
create table private.copied (id bigint, title text);
create function private.copy() returns trigger language plpgsql as $$ begin insert into private.copied values (new.id, new.title); return new; end $$;
set lock_timeout = '5s';
create trigger copy after insert on private.note for each row execute function private.copy();
-- === up 202601030000__case.sql
set lock_timeout = '5s';
create index copied_title on private.copied (title); -- expect: index-not-concurrent "private.copied"
