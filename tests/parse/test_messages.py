"""What people get wrong in SQL files is said in plain words, and hides nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.model import Source
from checker.parse.sql import parse_script, read_text
from tests.support import Scratch


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (
            "select 1;\ncreate policy if not exists p on t using (true);",
            2,
            "CREATE POLICY has no IF NOT EXISTS",
        ),
        (
            "create trigger if not exists g before insert on t execute function f();",
            1,
            "CREATE OR REPLACE TRIGGER",
        ),
        ("-- why\ncreate type if not exists m as enum ('a');", 2, "CREATE TYPE has no IF NOT EXISTS"),
        (
            "alter table t add constraint if not exists c check (true);",
            1,
            "ADD CONSTRAINT has no IF NOT EXISTS",
        ),
        ("select 1;\n\nraise notice 'x';", 3, "RAISE stands outside a function"),
        ("\\set ON_ERROR_STOP on\nselect 1;", 1, "\\set is a command of psql"),
        ("select 1;\n\\i other.sql\n", 2, "\\i is a command of psql"),
        ("create table t (a int);\ncopy t (a) from stdin;\n1\n2\n\\.\nselect 1;", 2, "data for psql"),
        ("selekt 1;", 1, "syntax error at or near"),
    ],
)
def test_a_known_mistake(text: str, line: int, words: str) -> None:
    (problem,) = parse_script(Source.of("x.sql", text)).problems
    assert problem.location.line == line
    assert words in problem.message


def test_every_statement_that_does_not_parse_is_named() -> None:
    script = parse_script(Source.of("x.sql", "selekt 1;\nselect 1;\nselekt 2;\n\\x\n"))
    assert [problem.location.line for problem in script.problems] == [1, 3, 4]


def test_what_the_tool_takes_is_no_problem() -> None:
    text = "create table t (a int);\ncopy t (a) from stdin;\n1\n2\n\\.\nselect 1;\n\\unset x\n"
    script = parse_script(Source.of("x.sql", text), takes=("data", "commands"))
    assert not script.problems
    assert [one.kind for one in script.statements] == ["CreateStmt", "CopyStmt", "SelectStmt"]
    assert [one.data for one in script.statements] == [None, "1\n2\n", None]


def test_a_backslash_in_a_text_is_no_command() -> None:
    script = parse_script(Source.of("x.sql", "select '\n\\set x\n', $$\n\\i y\n$$;"))
    assert not script.problems and len(script.statements) == 1


BROKEN = {
    17: "\\set x 1\ncreate table t17 (id int);\n",
    40: "create policy if not exists p on t40 using (true);\n",
    66: "create tabel t66 (id int);\n",
    99: "raise notice 'x';\n",
    120: "create table t120 (id int\n",
}


def test_five_files_of_150_do_not_parse_and_145_are_judged(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "repository")
    scratch.write(
        "db/verify.yml", "version: 1\nmigrations: [{path: supabase/migrations, layout: supabase}]\n"
    )
    for number in range(150):
        text = BROKEN.get(number, f"create table t{number} (id bigint primary key);\n")
        scratch.write(f"supabase/migrations/2026010100{number:04}_t{number}.sql", text)
    scratch.commit("all")
    result = scratch.check("--static", "--all")
    assert result.code == 1
    unread = {path for rule, path, _ in result.findings if rule == "syntax-error"}
    assert unread == {f"supabase/migrations/2026010100{number:04}_t{number}.sql" for number in BROKEN}
    judged = {path for rule, path, _ in result.findings if rule == "table-without-rls"}
    assert len(judged) == 145 and not judged & unread


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_file_as_powershell_writes_it(encoding: str) -> None:
    source, (problem,) = read_text("x.sql", "\ufeffselect 1;\r\n".encode(encoding))
    assert (source.path, problem.location.line) == ("x.sql", 1)
    assert "UTF-16" in problem.message and "save it as UTF-8" in problem.message
