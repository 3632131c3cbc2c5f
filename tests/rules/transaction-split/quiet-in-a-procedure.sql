create procedure batch() language plpgsql as $$ begin perform 1; commit; perform 2; end $$; -- not reported: COMMIT in a procedure
revoke execute on procedure batch() from public;
