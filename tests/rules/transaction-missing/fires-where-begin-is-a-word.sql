-- === migration
-- begin;
-- expect: transaction-missing "202601020000 up"
create function begin_note() returns void language plpgsql set search_path = '' as $$ begin perform 1; end $$; -- not reported: BEGIN in a comment
revoke execute on function begin_note() from public;
comment on function begin_note() is 'begin; commit;';

/* DOWN */

begin;
drop function begin_note();
commit;
