-- === base file db/bootstrap/roles.sql
create role reader;
create role approved;
-- === base file contracts/v_note.odcs.yaml
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: note
status: draft  # -- not reported: What a draft on the base promised
schema:
  - name: v_note
    physicalName: public.v_note
    physicalType: view
    customProperties:
      - {property: viewOptions, value: [security_invoker=true]}
      - {property: baseRelations, value: [public.note]}
    properties:
      - name: id
        physicalType: int4
      - name: title
        physicalType: text
      - name: body
        physicalType: jsonb
roles:
  - role: reader
-- === base file db/views/v_note.sql
create or replace view v_note with (security_barrier = false, security_invoker = true) as
select id, title, body from note;
grant select on v_note to reader;
-- === base
begin;
create schema private;
create table note (id integer primary key, title text, body jsonb);
alter table note enable row level security;
alter table note force row level security;
create policy readers on note for select to reader using (id > 0);
grant select on note to reader;
commit;
/* DOWN */
begin;
commit;
-- === file contracts/v_note.odcs.yaml
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: note
status: draft
schema:
  - name: v_note
    physicalName: public.v_note
    physicalType: view
    customProperties:
      - {property: viewOptions, value: [security_invoker=true]}
      - {property: baseRelations, value: [public.note]}
    properties:
      - name: id
        physicalType: int4
      - name: title
        physicalType: varchar
      - name: body
        physicalType: jsonb
roles:
  - role: reader
-- === config
rules: {table-rewritten-in-trial: "off"}
published_views: ["public.v_*"]
consumer_code: []
-- === migration
begin;
do $$ declare what text; begin select 'drop view if exists public.v_note; alter table public.note alter column title type varchar' into what; execute what; end $$;
commit;

/* DOWN */

begin;
do $$ declare what text; begin select 'drop view if exists public.v_note; alter table public.note alter column title type text' into what; execute what; end $$;
commit;
