-- === up
create table public.node (id bigint primary key, parent_id bigint references public.node (id));
-- === config
rules: {table-without-rls: "off"}
