-- === config
rules: {data-lost: "off"}
-- === base
create table note (id bigint primary key);
create table tag (id bigint primary key, note_id bigint references note (id));
-- === up
set lock_timeout = '5s';
truncate note cascade; -- expect: truncate-cascades "public.note"
truncate unknown restart identity cascade; -- expect: truncate-cascades "public.unknown"
