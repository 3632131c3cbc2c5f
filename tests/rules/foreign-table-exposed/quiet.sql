-- === config
platform: supabase
-- === base
create schema private;
create foreign table old (id bigint) server there;
create table note (id bigint);
alter table note enable row level security, force row level security;
-- === up
create foreign table far (id bigint) server there; -- not reported: Foreign tables on which nobody
revoke all on far from anon, authenticated;
create foreign table private.far (id bigint) server there; -- not reported: Those of a schema
grant select on private.far to authenticated;
comment on foreign table old is 'Elsewhere'; -- not reported: Those that were there
import foreign schema public limit to (away) from server there into public; -- not reported: IMPORT FOREIGN SCHEMA -- expect: connection-to-elsewhere
