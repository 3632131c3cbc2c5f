create view v_note as select count(*) as notes from note where exists (select * from other); -- not reported: `count(*)`
create view v_two as with n as (select id from note) select n.* from n; -- not reported: `*` of a subquery
create view v_three as select * from (select id, title from note) n;
create view v_four as select * from (values (1, 'a')) as t (id, title);
