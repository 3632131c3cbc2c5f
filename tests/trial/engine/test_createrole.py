"""Before PostgreSQL 16 the trial takes CREATEROLE from the role that runs migrations: what then fails is not the author's fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.trial import sources
from tests.support import Scratch
from tests.verdict.conftest import CONFIG, migration

OPTIONS = "bootstrap: [db/bootstrap.sql]\ntrial: {owner: app_owner}\n"
MAKES = migration("create role app_reader;", "drop role app_reader;")
PATH = "db/migrations/202601020000__roles.sql"


def _takes_createrole() -> bool:
    """Whether the machine's own Postgres is one from whose roles the trial takes it."""
    return sources.find("system").major < 16


def _repository(folder: Path, attribute: str) -> Scratch:
    scratch = Scratch(folder)
    scratch.write("db/verify.yml", CONFIG + OPTIONS)
    scratch.write(
        "db/bootstrap.sql",
        f"create role app_owner {attribute};\ncreate schema app authorization app_owner;\ncreate role old;\n",
    )
    scratch.write(
        "db/migrations/202601010000__base.sql",
        migration("create table app.note (id integer primary key);", "drop table app.note;"),
    )
    scratch.branch()
    return scratch


@pytest.mark.parametrize(
    ("up", "down"),
    [
        ("create role app_reader;", "drop role app_reader;"),
        ("do $$ begin execute 'create role app_reader'; end $$;", "drop role app_reader;"),
        ("alter role old createdb;", "alter role old nocreatedb;"),
        ("alter role old set work_mem = '5MB';", "alter role old reset work_mem;"),
        ("grant old to app_owner;", "revoke old from app_owner;"),
        ("comment on role old is 'x';", "comment on role old is null;"),
        ("alter role old rename to older;", "alter role older rename to old;"),
        ("drop role old;", "create role old;"),
    ],
)
def test_what_needs_it_could_not_be_checked(tmp_path: Path, up: str, down: str) -> None:
    scratch = _repository(tmp_path, "createrole")
    scratch.write(PATH, migration(up, down))
    result = scratch.check("--database", "system")
    rules = {one["rule"] for one in result.report["findings"]}
    if not _takes_createrole():
        # From 16 on it may do so to roles that it has ADMIN OPTION of, which is an answer of the server's.
        assert result.code in (0, 1)
        return
    assert (result.code, "migration-fails" in rules) == (3, False), result.out
    error = result.report["error"]
    assert error.startswith(f"{PATH}:3:1: the trial has taken CREATEROLE from app_owner"), error
    assert "--database embedded" in error and "bootstrap" in error


@pytest.mark.wheel
def test_on_a_newer_one_it_is_tried(tmp_path: Path) -> None:
    scratch = _repository(tmp_path, "createrole")
    scratch.write(PATH, MAKES)
    result = scratch.check("--database", "embedded")
    assert result.report["complete"] is True, result.out
    assert "migration-fails" not in {one["rule"] for one in result.report["findings"]}


def test_a_role_that_never_had_it_is_told_what_it_lacks(tmp_path: Path) -> None:
    scratch = _repository(tmp_path, "login")
    scratch.write(PATH, MAKES)
    result = scratch.check("--database", "system")
    assert (result.code, result.findings) == (1, [("migration-fails", PATH, 3)]), result.out


def test_a_merged_migration_that_needs_it_is_not_called_broken(tmp_path: Path) -> None:
    scratch = _repository(tmp_path, "createrole")
    scratch.write(PATH, MAKES)
    scratch.commit()
    scratch.git("branch", "-f", "main")
    scratch.write(
        "db/migrations/202601030000__more.sql", migration("create schema app2;", "drop schema app2;")
    )
    result = scratch.check("--database", "system")
    if _takes_createrole():
        assert result.code == 3
        assert "the trial has taken CREATEROLE from app_owner" in result.report["error"]


def test_that_it_was_taken_is_said_where_nothing_needs_it(tmp_path: Path) -> None:
    scratch = _repository(tmp_path, "createrole")
    scratch.write(PATH, migration("create table app.more (id integer primary key);", "drop table app.more;"))
    said = scratch.check("--database", "system").report["not_proven"]
    assert any("CREATEROLE" in line for line in said) is _takes_createrole()


def test_the_remedy_leads_to_a_postgres_that_has_what_is_asked_for(tmp_path: Path) -> None:
    wheel = sources.embedded()
    if not _takes_createrole() or wheel is None or "pgcrypto" in (sources.available(wheel) or ()):
        return
    scratch = _repository(tmp_path, "createrole;\ncreate extension pgcrypto")
    scratch.write(PATH, MAKES)
    scratch.commit()
    error = scratch.check().report["error"]
    assert "taken CREATEROLE" in error
    assert "on a PostgreSQL 16 or later that has the extension pgcrypto (install one," in error
    assert "--database embedded" not in error


def test_no_remedy_leads_to_a_wheel_that_lacks_an_extension() -> None:
    """On every machine, whatever its own Postgres is."""
    said = sources.newer({"nobody_has_this": None})
    assert "--database embedded" not in said
    assert sources.embedded() is None or "that has the extension nobody_has_this (install one," in said
    assert ("--database embedded" in sources.newer({})) is (sources.embedded() is not None)
