-- === migration
begin;
comment on schema public is $$ -- not reported: `/* DOWN */` in a string
/* DOWN */
$$;
-- what follows the line /* DOWN */ undoes
commit;

/* DOWN */

begin;
-- down
comment on schema public is null; -- not reported: A line such as
commit;
