-- === base file db/bootstrap/roles.sql
create role reader;
create role approved;
-- === base file contracts/v_note.odcs.yaml
version: 1.0.0
apiVersion: v3.1.0
kind: DataContract
id: note
status: active
schema:
  - name: v_note
    physicalName: public.v_note
    physicalType: view
    customProperties:
      - {property: viewOptions, value: [security_invoker=true]}
      - {property: baseRelations, value: [public.note]}
    properties:
      - name: id
        physicalType: integer
        quality:
          - type: sql
            description: in range
            query: "select count(*) from v_note where id > 9"
            mustBe: 0
      - name: title
        physicalType: text
      - name: body
        physicalType: jsonb
roles:
  - role: reader
-- === base file contracts/v_note.md
<!-- Made by `db-verify contracts docs` from v_note.odcs.yaml: contract 785148dad0a90ba3, rows none, text 8e0f5184cac035f0. Edit the contract, not this page. -->
# v_note
-- === base file db/views/v_note.sql
create or replace view v_note with (security_invoker = true) as
select id, title, body from note;
grant select on v_note to reader;
-- === base file db/seeds/note.sql
insert into note values (1, 'one', '{"name": "a"}'), (2, 'two', '{"name": "b"}');
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
-- === config
published_views: ["public.v_*"]  # -- not reported: A page that was written with
consumer_code: []
seeds: [db/seeds]
-- === migration
begin;
create table private.other (id integer);
commit;

/* DOWN */

begin;
drop table private.other;
commit;
