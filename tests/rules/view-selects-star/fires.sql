create view v_note as select * from note; -- expect: view-selects-star "public.v_note"
create view v_two as select n.*, 1 as one from note n join other o using (id); -- expect: view-selects-star
create materialized view m_note as select * from (select * from note) n; -- expect: view-selects-star
create view v_all as select id from note union select * from other; -- expect: view-selects-star
