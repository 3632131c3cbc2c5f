-- === migration
begin;
comment on schema public is 'notes';
commit;

/* DOWN */

START TRANSACTION ISOLATION LEVEL REPEATABLE READ;
comment on schema public is null;
END;
