-- === base
begin;
create schema private;
create table private.author (id integer primary key);
create table private.book (id integer primary key, author_id integer not null references private.author);
create table private.page (id integer primary key, author_id integer not null references private.author);
commit;
/* DOWN */
begin;
commit;
-- === config
rules: {lock-timeout-missing: "off", access-exclusive-held: "off", rename-breaks-readers: "off"}
-- === migration 202601030000__rename.sql
begin;
alter table private.author rename to writer; -- not reported: A foreign key in whose place
commit;

/* DOWN */

begin;
alter table private.writer rename to author;
commit;
-- === migration 202601040000__cascade.sql
begin;
alter table private.book drop constraint book_author_id_fkey;
-- expect: guard-dropped "private.book book_author_id_fkey"
alter table private.book add constraint book_author_id_fkey foreign key (author_id) references private.writer on delete cascade not valid;
commit;

/* DOWN */

begin;
alter table private.book drop constraint book_author_id_fkey;
alter table private.book add constraint book_author_id_fkey foreign key (author_id) references private.writer;
commit;
