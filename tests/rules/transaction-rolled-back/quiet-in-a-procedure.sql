create procedure try_it() language plpgsql as $$ begin perform 1; rollback; end $$; -- not reported: ROLLBACK in a procedure
revoke execute on procedure try_it() from public;
