"""A command line that is wrong is answered in two lines: what is wrong, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import db_verify


@pytest.mark.parametrize(
    ("arguments", "said", "remedy"),
    [
        (["chek"], "there is no command 'chek'", "Did you mean 'check'?"),
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
