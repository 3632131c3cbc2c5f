-- === migration
begin;
comment on schema public is $$
/* DOWN */
$$;
-- what follows the line /* DOWN */ undoes
commit;

/* DOWN */

begin;
-- down
comment on schema public is null;
commit;
