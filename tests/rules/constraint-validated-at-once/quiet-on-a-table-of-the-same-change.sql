-- === up 202601020000__make.sql
create schema private;
create table private.remark (id bigint not null, title text, size integer);
insert into private.remark (id, title) values (1, 'first');
-- === up 202601030000__case.sql
set lock_timeout = '5s';
alter table private.remark add constraint remark_title check (title <> ''); -- not reported: Tables that another
