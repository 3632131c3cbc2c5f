"""A dump stands for a beginning that no longer applies; what is new is judged all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch

CONFIG = """\
version: 1
migrations: [{path: m, layout: marker}]
start_from: {dump: db/schema.sql, id: "202501020000"}
trial: {owner: app_owner}
"""
DUMP = """\
\\restrict abc
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE ROLE app_owner;
CREATE TABLE public.note (
    id bigint NOT NULL
);
ALTER TABLE public.note OWNER TO app_owner;
ALTER TABLE public.note ENABLE ROW LEVEL SECURITY;
ALTER TABLE ONLY public.note FORCE ROW LEVEL SECURITY;
COPY public.note (id) FROM stdin;
1
\\.
GRANT CREATE ON SCHEMA public TO app_owner;
\\unrestrict abc
"""
LOST = "begin;\nalter table gone add a int;\ncommit;\n/* DOWN */\nbegin;\nalter table gone drop a;\ncommit;\n"
NEW = """\
begin;
set local lock_timeout = '5s';
alter table note add column body text;
commit;

/* DOWN */

begin;
set local lock_timeout = '5s';
alter table note drop column body;
commit;
"""


@pytest.fixture
def repository(tmp_path: Path) -> Scratch:
    scratch = Scratch(tmp_path / "repository")
    scratch.write("db/verify.yml", CONFIG)
    scratch.write("db/schema.sql", DUMP)
    scratch.write("m/202501010000__lost.sql", LOST)
    scratch.write("m/202501020000__broken.sql", "this is not SQL")
    scratch.branch(message="base")
    return scratch


def test_the_chain_begins_with_the_dump(repository: Scratch) -> None:
    repository.write("m/202501030000__new.sql", NEW)
    repository.commit("new")
    result = repository.check()
    assert (result.code, result.findings) == (0, []), result.out
    assert [one["id"] for one in result.report["migrations"]] == ["202501030000"]
    (note,) = [note for note in result.report["notes"] if "db/schema.sql" in note]
    assert "2 migrations, up to 202501020000" in note and "1 tables" in note


def test_an_old_date_lets_nothing_in(repository: Scratch) -> None:
    repository.write(
        "m/202501010500__old.sql", NEW.replace("note", "nowhere").replace("body text", "body txt")
    )
    repository.write("m/202501010000__lost.sql", LOST + "-- edited\n")
    repository.commit("old")
    result = repository.check("--static")
    assert result.code == 1
    assert {one["id"] for one in result.report["migrations"]} == {"202501010500", "202501010000"}
    assert "migration-edited-after-merge" in result.rules


def test_an_id_that_is_none(repository: Scratch) -> None:
    repository.write("db/verify.yml", CONFIG.replace("202501020000", "202501029999"))
    repository.commit("wrong id")
    repository.git("branch", "-f", "main")
    result = repository.check("--static", "--all")
    assert result.code == 2 and "202501029999" in result.report["error"]


def test_what_the_dump_gives_to_nobody_is_the_owners(repository: Scratch) -> None:
    """As `pg_dump --no-owner` writes it, and as a database whose migrations ran as `postgres` says it."""
    dump = (
        "CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public;\n"
        "CREATE SCHEMA app;\n"
        "CREATE TYPE app.state AS ENUM ('a', 'b');\n"
        "CREATE TABLE app.note (id bigint NOT NULL, s app.state);\n"
        "CREATE FUNCTION app.one() RETURNS int LANGUAGE sql AS 'SELECT 1';\n"
        "CREATE TABLE public.memo (id bigint NOT NULL);\n"
        "ALTER TABLE public.memo OWNER TO postgres;\n"
        "CREATE FUNCTION app.seen() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';\n"
        "CREATE EVENT TRIGGER seen ON ddl_command_end EXECUTE FUNCTION app.seen();\n"
        "CREATE PUBLICATION every FOR ALL TABLES;\n"
    )
    repository.write("db/schema.sql", dump)
    repository.commit("a dump without owners")
    repository.git("branch", "-f", "main")
    repository.write(
        "m/202501030000__new.sql",
        """\
begin;
set local lock_timeout = '5s';
alter table app.note enable row level security;
alter table app.note force row level security;
alter table memo enable row level security;
alter table memo force row level security;
alter table app.note rename column s to state;
create or replace function app.one() returns int language sql as 'select 2';
commit;

/* DOWN */

begin;
set local lock_timeout = '5s';
create or replace function app.one() returns int language sql as 'SELECT 1';
alter table app.note rename column state to s;
alter table memo no force row level security;
alter table memo disable row level security;
alter table app.note no force row level security;
alter table app.note disable row level security;
commit;
""",
    )
    repository.commit("new")
    result = repository.check()
    assert result.report["error"] is None, result.out
    (migration,) = result.report["migrations"]
    assert migration["reversible"] == "proven", result.out


def test_a_parameter_that_only_a_newer_server_knows_is_passed_over(repository: Scratch) -> None:
    repository.write(
        "db/schema.sql", DUMP.replace("SET statement", "SET no_such_timeout = 0;\nSET statement")
    )
    repository.commit("a newer pg_dump")
    repository.git("branch", "-f", "main")
    repository.write("m/202501030000__new.sql", NEW)
    repository.commit("new")
    result = repository.check()
    assert (result.code, result.findings) == (0, []), result.out


def test_a_dump_that_is_of_a_later_day_than_its_id(repository: Scratch) -> None:
    repository.write("m/202501030000__new.sql", NEW)
    repository.write("db/schema.sql", DUMP.replace("bigint NOT NULL", "bigint NOT NULL,\n    body text"))
    repository.commit("a tool has written the dump anew")
    repository.git("branch", "-f", "main")
    repository.write("m/202501040000__newer.sql", NEW.replace("body", "title"))
    repository.commit("newer")
    result = repository.check()
    assert result.code == 3 and "Where db/schema.sql has it already" in result.report["error"], result.out
