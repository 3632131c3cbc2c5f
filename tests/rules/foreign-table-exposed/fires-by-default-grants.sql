-- === config
platform: supabase
-- === up
create foreign table far (id bigint) server there; -- expect: foreign-table-exposed "public.far"
