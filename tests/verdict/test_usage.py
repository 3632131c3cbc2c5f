"""A command line that is wrong is answered in two lines: what is wrong, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch, db_verify


@pytest.mark.parametrize(
    ("arguments", "said", "remedy"),
    [
        (["chek"], "there is no command 'chek'", "Did you mean 'check'?"),
        (["explain", "grant-all"], "there is no command 'explain'", "Did you mean 'rules grant-all'?"),
        (["check", "--fix"], "check: there is no option --fix", "Did you mean `db-verify fix`?"),
        (["check", "--sttic"], "check: there is no option --sttic", "Did you mean --static?"),
        (["--formt=json"], "check: there is no option --formt", "Did you mean --format?"),
        (
            ["check", "--format", "jsn"],
            "check: --format can't be 'jsn'",
            "Did you mean json? It takes text, ",
        ),
        (["check", "--fail-on", "x"], "check: --fail-on can't be 'x'", "It takes error, warning."),
        (["new"], "new: NAME is missing", "`db-verify new --help` says"),
        (["contracts", "dif"], "contracts: ACTION can't be 'dif'", "Did you mean diff? It takes"),
        (["contracts"], "contracts: ACTION is missing", "`db-verify contracts --help` says"),
        (["check", "--as-of"], "check: --as-of needs a value", "`db-verify check --help` says"),
        (["--static", "check"], "check is a command, and stands before its options", "db-verify check …"),
        (["rules", "a", "b"], "rules: unrecognized arguments: b", "`db-verify rules --help` says"),
    ],
)
def test_what_is_wrong_and_what_to_do(tmp_path: Path, arguments: list[str], said: str, remedy: str) -> None:
    done = db_verify(tmp_path, *arguments)
    assert (done.code, done.out) == (2, "")
    first, second = done.err.splitlines()
    assert first == f"db-verify: {said}"
    assert second.startswith(f"  {remedy}")


def test_a_path_that_only_the_head_names_is_told_where_the_head_names_it(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("m/1_a.sql", "create table a (id bigint);\n")
    config = "version: 1\n# one\n# two\nmigrations: [{path: m, layout: plain}]\n"
    scratch.write("db/verify.yml", config)
    scratch.commit()
    scratch.git("switch", "-q", "-c", "change")
    scratch.write("db/verify.yml", "version: 1\nmigrations:\n  - {path: gone, layout: plain}\n")
    done = db_verify(tmp_path, "check", "--static", "--all")
    assert "db/verify.yml:3:12: migrations names gone, and there is no such file or folder" in done.out
