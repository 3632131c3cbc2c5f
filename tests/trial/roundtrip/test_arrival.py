"""The way of production: the change's ups and scripts where the base's scripts stand already."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch
from tests.trial.roundtrip.test_flow import migration

CONFIG = """\
version: 1
migrations: [{path: db/migrations, layout: marker}]
bootstrap: [db/bootstrap]
views: [db/views]
exposed_schemas: []
trial: {owner: eng_owner}
"""
VIEW = "CREATE OR REPLACE VIEW titles WITH (security_invoker = true) AS SELECT title FROM note;\n"


def with_a_view(folder: Path, view: str = VIEW) -> Scratch:
    """A repository whose base has a table and a view of a script, on the branch of a change."""
    repository = Scratch(folder)
    repository.write("db/verify.yml", CONFIG)
    repository.write("db/bootstrap/roles.sql", "CREATE ROLE eng_owner LOGIN CREATEROLE;\n"
                     "GRANT CREATE, USAGE ON SCHEMA public TO eng_owner;\n")  # fmt: skip
    repository.write("db/views/titles.sql", view)
    repository.write(
        "db/migrations/202601010000__note.sql",
        migration("CREATE TABLE note (id int PRIMARY KEY, title text);", "DROP TABLE note;"),
    )
    repository.branch()
    return repository


@pytest.mark.wheel
def test_a_role_that_the_change_makes_is_made_on_that_way_too(tmp_path: Path) -> None:
    repository = with_a_view(tmp_path)
    up = "CREATE ROLE fresh;\nCREATE TABLE remark (id int PRIMARY KEY);"
    repository.write(
        "db/migrations/202601020000__role.sql", migration(up, "DROP TABLE remark;\nDROP ROLE fresh;")
    )
    repository.commit()
    result = repository.check("--database", "embedded")
    assert result.code == 0, result.out
    assert result.findings == []


def test_what_is_merged_already_stands_before_a_change_that_comes_in_between(tmp_path: Path) -> None:
    repository = with_a_view(tmp_path)
    repository.git("checkout", "-q", "main")
    later = migration("ALTER TABLE note ADD COLUMN later int;", "ALTER TABLE note DROP COLUMN later;")
    repository.write("db/migrations/202601030000__later.sql", later)
    repository.write("db/views/titles.sql", VIEW.replace("title FROM", "title, later FROM"))
    repository.commit()
    repository.git("checkout", "-q", "-B", "change")
    up, down = (
        "ALTER TABLE note ALTER COLUMN title TYPE varchar(9);",
        "ALTER TABLE note ALTER COLUMN title TYPE text;",
    )
    repository.write(
        "db/migrations/202601020000__between.sql", migration(f"SET LOCAL lock_timeout = '5s';\n{up}", down)
    )
    repository.commit()
    result = repository.check()
    (said,) = [one["message"] for one in result.of("migration-fails")]
    assert "where the base's policies and views stand" in said, result.out


def test_what_an_up_meets_in_production_is_told_once(tmp_path: Path) -> None:
    repository = with_a_view(tmp_path)
    up, down = ("SET LOCAL lock_timeout = '5s';\nALTER TABLE note RENAME COLUMN id TO key;\nDROP VIEW titles;", "SELECT 1;")  # fmt: skip
    repository.write("db/migrations/202601020000__drop.sql", migration(up, down))
    repository.commit()
    found = [rule for rule, _, _ in repository.check().findings if rule.endswith("-fails")]
    assert found == ["migration-fails"]


@pytest.mark.parametrize("access", [False, True])
def test_a_script_of_the_base_that_does_not_apply_there_is_said(tmp_path: Path, *, access: bool) -> None:
    repository = with_a_view(tmp_path, VIEW.replace("title FROM", "heading FROM"))
    if access:
        repository.git("checkout", "-q", "main")
        repository.write("db/verify.yml", f"{CONFIG}access: {{roles: [reader]}}\n")
        repository.write("db/bootstrap/reader.sql", "CREATE ROLE reader;\n")
        repository.commit()
        repository.git("checkout", "-q", "-B", "change")
    repository.write("db/views/titles.sql", VIEW)
    repository.commit()
    result = repository.check()
    assert result.code == 0, result.out
    missing = ["how the change runs where the base's scripts stand"]
    missing += ["what the change changes in who may do what: on the base"] * access
    said = [one for one in result.report["not_proven"] if "the base's db/views/titles.sql does not" in one]
    assert [
        one.partition(", the base's" if "on the base" in one else ": the base's")[0] for one in said
    ] == missing


ADDS = f"{VIEW}INSERT INTO note (id, title) VALUES (7001, 'first') ON CONFLICT DO NOTHING;\n"


@pytest.mark.parametrize(("base", "head"), [(VIEW, ADDS), (ADDS, VIEW)], ids=["head", "base"])
def test_rows_that_a_script_adds_are_not_the_migrations_doing(tmp_path: Path, base: str, head: str) -> None:
    repository = with_a_view(tmp_path, base)
    up, down = "ALTER TABLE note ADD COLUMN more int;", "ALTER TABLE note DROP COLUMN more;"
    repository.write(
        "db/migrations/202601020000__more.sql",
        migration(f"SET LOCAL lock_timeout = '5s';\n{up}", f"SET LOCAL lock_timeout = '5s';\n{down}"),
    )
    repository.write("db/views/titles.sql", head)
    repository.commit()
    result = repository.check()
    assert (result.code, result.findings) == (0, []), result.out


def test_a_script_of_the_base_that_does_not_apply_after_the_down_is_said(tmp_path: Path) -> None:
    """The key comes back under another generated name, which is harmless but for whoever relies on it."""
    comment = "COMMENT ON CONSTRAINT note_pkey ON note IS 'its own';\n"
    repository = with_a_view(tmp_path, VIEW + comment)
    up, down = (
        "ALTER TABLE note DROP CONSTRAINT note_pkey;\nCREATE INDEX note_pkey ON note (title);",
        "ALTER TABLE note ADD PRIMARY KEY (id);\nDROP INDEX note_pkey;",
    )
    repository.write("db/migrations/202601020000__key.sql", migration(up, down))
    repository.write("db/views/titles.sql", VIEW)
    repository.commit()
    said = "the base's db/views/titles.sql after the down: it does not apply there"
    assert any(one.startswith(said) for one in repository.check().report["not_proven"])
