-- An example of a consumer: how many items wait for their QA gate.
select state, count(*) from public.v_eng_backlog_rollup where not qa_gate_open group by state;
