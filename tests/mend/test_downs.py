"""The downs that `fix` writes, run up, down and up in a real Postgres: nothing is left behind, nothing is lacking."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import WITH_WHEEL, Result, Scratch, db_verify

ROLES = "CREATE ROLE reader;\nCREATE ROLE other;\nCREATE ROLE maker LOGIN CREATEROLE;\nALTER DATABASE app OWNER TO maker;\n"
BEFORE = """
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('good', 'bad');
CREATE TABLE app.note (id bigint PRIMARY KEY, title text DEFAULT 'a', body text, kind integer NOT NULL DEFAULT 1);
ALTER TABLE app.note ADD CONSTRAINT note_kind CHECK (kind > 0) NOT VALID;
COMMENT ON TABLE app.note IS 'what''s noted';
CREATE INDEX note_body ON app.note (body);
CREATE TABLE app.other (id bigint PRIMARY KEY);
CREATE VIEW app.v AS SELECT id FROM app.note;
CREATE SEQUENCE app.seq;
CREATE FUNCTION app.old(i integer) RETURNS integer LANGUAGE sql RETURN 1;
CREATE TABLE app.guarded (id bigint PRIMARY KEY);
ALTER TABLE app.guarded ENABLE ROW LEVEL SECURITY;
CREATE POLICY look ON app.guarded FOR SELECT TO PUBLIC USING (id > 0);
CREATE TABLE app.bare (a int CHECK (a IS NOT NULL));
CREATE FUNCTION app.tick() RETURNS trigger LANGUAGE plpgsql AS $$ begin return new; end $$;
CREATE TRIGGER tick BEFORE UPDATE ON app.bare FOR EACH ROW EXECUTE FUNCTION app.tick();
CREATE TABLE app.parted (a int) PARTITION BY RANGE (a);
"""
# Each is an up of its own, in a schema of its own that stands where `app` does; `;;` ends a statement.
UPS = {
    "a table and what falls with it": "CREATE TABLE app.t (id bigint PRIMARY KEY, m app.mood);; CREATE INDEX ON app.t (m);;"
    " ALTER TABLE app.t ENABLE ROW LEVEL SECURITY;; CREATE POLICY p ON app.t USING (true);; GRANT SELECT ON app.t TO reader;;"
    " COMMENT ON COLUMN app.t.m IS 'm';; INSERT INTO app.t VALUES (1);; UPDATE app.t SET m = 'bad'",
    "create table as": "CREATE TABLE app.t AS SELECT 1 AS a",
    "select into": "SELECT 1 AS a INTO app.t",
    "a partitioned table": "CREATE TABLE app.p (id int) PARTITION BY RANGE (id);;"
    " CREATE TABLE app.p1 PARTITION OF app.p FOR VALUES FROM (1) TO (2)",
    "a partition of an old table": "CREATE TABLE app.parted_1 PARTITION OF app.parted FOR VALUES FROM (1) TO (2)",
    "an old table attached": "CREATE TABLE app.p (id bigint PRIMARY KEY) PARTITION BY RANGE (id);;"
    " ALTER TABLE app.p ATTACH PARTITION app.other DEFAULT",
    "a child table": "CREATE TABLE app.child (b int) INHERITS (app.bare)",
    "an enum": "CREATE TYPE app.size AS ENUM ('s', 'm')",
    "a composite type": "CREATE TYPE app.pair AS (a int, b int)",
    "a domain": "CREATE DOMAIN app.email AS text CHECK (value ~ '@')",
    "a type and its users": "CREATE TYPE app.size AS ENUM ('s');; ALTER TYPE app.size ADD VALUE 'm';; CREATE TABLE app.t (s app.size);;"
    " ALTER TABLE app.note ADD COLUMN s app.size",
    "an index": "CREATE INDEX note_title ON app.note (title)",
    "an index without a name": "CREATE INDEX ON app.note (title, lower(body), lower(title), (id + 1))",
    "an index with a quoted name": 'CREATE UNIQUE INDEX "Note Title" ON app.note (id, title)',
    "a view": "CREATE VIEW app.w WITH (security_barrier = true) AS SELECT id FROM app.note;; GRANT SELECT ON app.w TO reader",
    "a materialized view": "CREATE MATERIALIZED VIEW app.m AS SELECT id FROM app.note;; CREATE UNIQUE INDEX ON app.m (id)",
    "a function": "CREATE FUNCTION app.f(i integer, VARIADIC t text[] DEFAULT '{}') RETURNS integer LANGUAGE sql RETURN 1;;"
    " COMMENT ON FUNCTION app.f(integer, text[]) IS 'f'",
    "an overload": "CREATE FUNCTION app.old(i text) RETURNS integer LANGUAGE sql RETURN 1;;"
    " REVOKE ALL ON FUNCTION app.old(text) FROM PUBLIC;; GRANT EXECUTE ON FUNCTION app.old(text) TO reader",
    "a function with OUT": "CREATE OR REPLACE FUNCTION app.f(IN a int, OUT b int) LANGUAGE sql AS 'select 1'",
    "a procedure": "CREATE PROCEDURE app.p() LANGUAGE sql AS 'select 1'",
    "a trigger": "CREATE FUNCTION app.tock() RETURNS trigger LANGUAGE plpgsql AS $$ begin return new; end $$;;"
    " CREATE TRIGGER tock BEFORE UPDATE ON app.note FOR EACH ROW EXECUTE FUNCTION app.tock()",
    "a policy": 'CREATE POLICY "my look" ON app.guarded FOR SELECT TO reader USING (id > 1)',
    "columns": "ALTER TABLE app.note ADD COLUMN extra text, ADD COLUMN more int GENERATED ALWAYS AS IDENTITY",
    "a column and its index": "ALTER TABLE app.note ADD COLUMN extra text;; CREATE INDEX note_extra ON app.note (extra)",
    "a column and a policy that asks it": "ALTER TABLE app.guarded ADD COLUMN who text;;"
    " CREATE POLICY mine ON app.guarded FOR UPDATE TO reader USING (who = current_user) WITH CHECK (who = current_user)",
    "a check": "ALTER TABLE app.note ADD CONSTRAINT note_title CHECK (title <> '')",
    "a check without a name": "ALTER TABLE app.note ADD CHECK (title <> '');; ALTER TABLE app.note ADD CHECK (id > kind)",
    "a foreign key without a name": "ALTER TABLE app.note ADD FOREIGN KEY (id) REFERENCES app.other (id) NOT VALID",
    "a key without a name": "ALTER TABLE app.note ADD UNIQUE (title, id)",
    "grants": "GRANT SELECT, INSERT ON app.note TO reader, other;; GRANT SELECT (id), UPDATE (id) ON app.guarded TO reader",
    "grants of other things": "GRANT USAGE ON SCHEMA app TO reader;; GRANT USAGE ON SEQUENCE app.seq TO reader;;"
    " GRANT EXECUTE ON FUNCTION app.old(integer) TO reader",
    "grants on all tables": "GRANT SELECT ON ALL TABLES IN SCHEMA app TO reader",
    "a table's name": "ALTER TABLE app.note RENAME TO remark;; ALTER TABLE app.remark ADD COLUMN z int",
    "a column's name": "ALTER TABLE app.note RENAME title TO heading",
    "a view's name": "ALTER VIEW app.v RENAME TO w;; ALTER VIEW app.w RENAME COLUMN id TO note_id",
    "other names": "ALTER TABLE app.note RENAME CONSTRAINT note_kind TO note_kind_check;; ALTER INDEX app.note_body RENAME TO by_body;;"
    " ALTER TYPE app.mood RENAME TO feeling;; ALTER TYPE app.feeling RENAME VALUE 'good' TO 'great';;"
    " ALTER FUNCTION app.old(integer) RENAME TO older;; ALTER POLICY look ON app.guarded RENAME TO peek;;"
    " ALTER TRIGGER tick ON app.bare RENAME TO tack;; ALTER SEQUENCE app.seq RENAME TO counter",
    "a schema's name": "ALTER SCHEMA app RENAME TO app_renamed",
    "another schema": "CREATE SCHEMA app_api;; ALTER TABLE app.other SET SCHEMA app_api",
    "defaults": "ALTER TABLE app.note ALTER COLUMN title SET DEFAULT 'b', ALTER body SET DEFAULT now()::text, ALTER kind DROP DEFAULT",
    "NOT NULL": "ALTER TABLE app.note ALTER COLUMN kind DROP NOT NULL;; ALTER TABLE app.bare ALTER COLUMN a SET NOT NULL",
    "row-level security": "ALTER TABLE app.note ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;; ALTER TABLE app.guarded"
    " ENABLE ROW LEVEL SECURITY;; ALTER TABLE app.guarded FORCE ROW LEVEL SECURITY",
    "comments": "COMMENT ON TABLE app.note IS 'other';; COMMENT ON COLUMN app.note.title IS 'new'",
    "the search_path": "SET LOCAL search_path = app;; CREATE TABLE t (a int);; CREATE VIEW w AS SELECT a FROM t;;"
    " CREATE INDEX note_title ON note (title)",
    "a sequence": "CREATE SEQUENCE app.s",
    "a schema with a table": "CREATE SCHEMA app_more;; CREATE TABLE app_more.t (a int)",
    "a role": "CREATE ROLE app_fresh",
}  # fmt: skip
CONFIG = (
    "version: 1\nbootstrap: [db/boot]\nexposed_schemas: []\ntrial: {owner: maker, timeout: 300}\n"
    "migrations:\n  - {path: db/m, layout: %s}\n"
)


def _schema(number: int) -> str:
    return f"s{number}"


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The check of a change whose every migration had no down before `fix`."""
    # What makes a role can't be checked before PostgreSQL 16, and ends the check.
    ups = {kind: up for kind, up in UPS.items() if WITH_WHEEL or kind != "a role"}
    scratch = Scratch(tmp_path_factory.mktemp("downs"))
    scratch.write("db/verify.yml", CONFIG % "marker")
    scratch.write("db/boot/roles.sql", ROLES)
    before = "".join(BEFORE.replace("app", _schema(number)) for number in range(len(ups)))
    scratch.write(
        "db/m/202601010000__before.sql", f"BEGIN;\n{before}COMMIT;\n/* DOWN */\nBEGIN;\nSELECT 1;\nCOMMIT;\n"
    )
    scratch.branch()
    for number, up in enumerate(ups.values()):
        statements = "".join(f"{one.strip()};\n" for one in up.replace("app", _schema(number)).split(";;"))
        scratch.write(f"db/m/2026020100{number:02d}__up.sql", f"BEGIN;\n{statements}COMMIT;\n")
    done = db_verify(scratch.folder, "fix", "--rule", "down-missing")
    assert done.code == 0, done.err
    assert done.out.endswith(f"{len(ups)} mended\n"), done.out
    return scratch.check()


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=pytest.mark.wheel if kind == "a role" else ()) for kind in UPS]
)
def test_a_down_that_was_written_gives_back_what_was_there(mended: Result, kind: str) -> None:
    number = list(UPS).index(kind)
    (migration,) = [one for one in mended.report["migrations"] if one["id"] == f"2026020100{number:02d}"]
    found = [
        one
        for one in mended.report["findings"]
        if one["migration"] == migration["id"] and one["rule"].startswith("down")
    ]
    assert (migration["reversible"], found) == ("proven", [])


LAYOUTS = {
    "dbmate": ({"1_a.sql": "-- migrate:up\n{up}"}, "1_a.sql", "-- migrate:down\n"),
    "goose": ({"1_a.sql": "-- +goose Up\n{up}"}, "1_a.sql", "-- +goose Down\n"),
    "golang-migrate": ({"1_a.up.sql": "{up}"}, "1_a.down.sql", ""),
    "sqlx": ({"1_a.up.sql": "{up}"}, "1_a.down.sql", ""),
    "diesel": ({"1_a/up.sql": "{up}"}, "1_a/down.sql", ""),
    "dbmate, empty": ({"1_a.sql": "-- migrate:up\n{up}\n-- migrate:down\n\n-- to do\n"}, "1_a.sql", "-- migrate:down\n"),
    "goose, empty": ({"1_a.sql": "-- +goose Up\n{up}\n-- +goose Down"}, "1_a.sql", "-- +goose Down\n"),
    "golang-migrate, empty": ({"1_a.up.sql": "{up}", "1_a.down.sql": "-- to do\n"}, "1_a.down.sql", ""),
    "diesel, empty": ({"1_a/up.sql": "{up}", "1_a/down.sql": "SELECT 1;\n"}, "1_a/down.sql", "SELECT 1;\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_down_is_written_where_its_layout_keeps_it(tmp_path: Path, name: str) -> None:
    files, place, marker = LAYOUTS[name]
    scratch = Scratch(tmp_path)
    scratch.write("db/boot/roles.sql", ROLES)
    scratch.write("db/verify.yml", CONFIG % name.partition(",")[0])
    scratch.branch()
    for path, text in files.items():
        scratch.write(f"db/m/{path}", text.format(up="CREATE SCHEMA app;\nCREATE TABLE app.t (id int);\n"))
    shown = db_verify(tmp_path, "fix", "--diff")
    assert shown.code == 1
    assert "+DROP SCHEMA app;\n" in shown.out
    assert db_verify(tmp_path, "fix").code == 0
    text = (tmp_path / "db/m" / place).read_text()
    assert text.index(marker) <= text.index("DROP TABLE app.t;\nDROP SCHEMA app;\n")
    report = scratch.check().report
    assert (report["verdict"], report["migrations"][0]["reversible"]) == ("pass", "proven"), report[
        "findings"
    ]


def test_what_a_person_must_write_fails_until_it_is_written(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/boot/roles.sql", ROLES)
    scratch.write("db/verify.yml", CONFIG % "marker")
    scratch.write(
        "db/m/202601010000__before.sql", f"BEGIN;\n{BEFORE}COMMIT;\n/* DOWN */\nBEGIN;\nSELECT 1;\nCOMMIT;\n"
    )
    scratch.branch()
    up = "CREATE TABLE app.t (a int);\nUPDATE app.note SET title = '100 % $$ ''new''' WHERE id > 3;\n"
    path = "db/m/202602010000__up.sql"
    scratch.write(path, f"BEGIN;\n{up}COMMIT;\n")
    done = db_verify(tmp_path, "fix")
    assert f"{path}:5: down-missing: write the down, but for what undoes 1 of its statements\n" in done.out
    text = (tmp_path / path).read_text()
    (block, drop) = text.partition("/* DOWN */")[2].splitlines()[6:8]
    assert block.startswith(
        "DO $$ BEGIN RAISE EXCEPTION 'not written yet: what undoes line 3, UPDATE app.note SET title = ''100 %%"
    )
    assert drop == "DROP TABLE app.t;"
    assert ("down-fails", path, scratch.line(path, "not written yet")) in scratch.check().findings
