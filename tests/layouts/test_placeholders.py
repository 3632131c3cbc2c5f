"""Flyway's placeholders: filled in with what the repository says, and never with a guess."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.model import Filled
from tests.support import Result, Scratch, db_verify

CONFIG = "version: 1\nexposed_schemas: []\nmigrations: [{path: db/migration, layout: flyway}]\n"
UP = """\
create table ${schema}.note (id bigint primary key, title text);
comment on table ${schema}.note is '${said}'; create index note_title on ${Schema}.note (title); drop table ${schema}.gone;
"""


def checked(folder: Path, files: dict[str, str], up: str = UP) -> Result:
    scratch = Scratch(folder)
    scratch.write("db/verify.yml", CONFIG)
    scratch.write("db/migration/V1__app.sql", "create schema app;\ncreate schema other;\n")
    for path, text in files.items():
        scratch.write(path, text)
    scratch.branch(message="base")
    scratch.write("db/migration/V2__note.sql", up)
    scratch.commit("change")
    return scratch.check()


def findings(result: Result, rule: str) -> list[tuple[int, int, str]]:
    return [
        (one["line"], one["column"], one["message"])
        for one in result.report["findings"]
        if one["rule"] == rule
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("flyway.conf", "# flyway.placeholders.schema=other\nflyway.url=jdbc:x\n flyway.placeholders.schema = app\nflyway.placeholders.said=it\n"),
        ("conf/flyway.conf", "flyway.placeholders.schema=app\nflyway.placeholders.said=it\n"),
        ("application.properties", "placeholders.schema=other\nspring.flyway.placeholders.schema=app\nspring.flyway.placeholders.said=it\n"),
        ("db/application.yml", "spring:\n  flyway.placeholders: {schema: app}\n---\nspring.flyway: {placeholders: {said: it}}\n"),
        ("db/flyway.toml", '[flyway]\nlocations = ["x"]\n[flyway.placeholders]\nschema = "app"\nsaid = "it"\n'),
    ],
)  # fmt: skip
def test_what_the_repository_says_is_filled_in(tmp_path: Path, path: str, text: str) -> None:
    """And places are those of the file as it is written, before a value and behind it."""
    result = checked(tmp_path, {path: text})
    (failed,) = findings(result, "migration-fails")
    assert 'table "gone" does not exist' in failed[2], result.out
    assert failed[:2] == (2, UP.splitlines()[1].index("drop") + 1)
    said = [one for one in result.report["not_proven"] if "${" in one]
    assert said[0].startswith(
        f"that ${{schema}} in db/migration/V2__note.sql is what {path} says: the command line"
    )
    assert len(said) == 3 and not findings(result, "syntax-error")


@pytest.mark.parametrize("format", ["text", "json", "markdown", "github", "sarif", "html"])
def test_no_value_is_printed(tmp_path: Path, format: str) -> None:
    """It may be a password, which a file of the repository has and a comment on a pull request must not have."""
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", CONFIG)
    scratch.write("flyway.conf", "flyway.placeholders.secret=hunter2\n")
    scratch.write("db/migration/V1__app.sql", "create schema app;\n")
    scratch.branch(message="base")
    scratch.write(
        "db/migration/V2__note.sql",
        "comment on schema app is '${secret}';\ncreate table app.note (word text default '${secret}');\n",
    )
    scratch.commit("change")
    done = db_verify(tmp_path, "check", "--format", format)
    assert "{secret}" in done.out or format in ("github", "sarif"), done.out
    assert "hunter2" not in done.out + done.err


def test_a_change_that_is_right_is_green(tmp_path: Path) -> None:
    up = UP.replace(" drop table ${schema}.gone;", "")
    result = checked(
        tmp_path, {"flyway.conf": "flyway.placeholders.schema=app\nflyway.placeholders.said=it;''\n"}, up
    )
    assert (result.code, findings(result, "syntax-error")) == (0, []), result.out


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"flyway.conf": "flyway.placeholders.other=app\n"},
        {"flyway.conf": "flyway.placeholders.schema=${env.SCHEMA}\n"},
        {
            "flyway.conf": "flyway.placeholders.schema=app\n",
            "conf/flyway.conf": "flyway.placeholders.schema=other\n",
        },
        {"application.yml": "spring.flyway.placeholders.schema: ${SCHEMA:app}\n"},
        {"application.yml": "spring: [\n"},
        {"elsewhere/flyway.conf": "flyway.placeholders.schema=app\n"},
        {"flyway.toml": "this is no TOML\n"},
        {"flyway.conf": "flyway.placeholders.schema=app\nflyway.placeholderPrefix=#[\n"},
    ],
)
def test_what_it_does_not_say_once_is_left_and_told(tmp_path: Path, files: dict[str, str]) -> None:
    result = checked(tmp_path, files, "create table ${schema}.note (id bigint primary key);\n")
    ((line, column, message),) = findings(result, "syntax-error")
    assert (line, column) == (1, 14), result.out
    if "placeholderPrefix" not in str(files):
        assert (
            message.startswith("this is not SQL")
            or "write it there (flyway.placeholders.schema=…)" in message
        )


def test_where_flyway_fills_in_nothing_the_text_stands(tmp_path: Path) -> None:
    """By the repository's configuration, and by a migration's own; another prefix and suffix are known too."""
    up = "create table other.note (id bigint primary key);\ncomment on table other.note is '${said}';\n"
    off = "flyway.placeholders.said=x\nflyway.placeholderReplacement=false\n"
    result = checked(tmp_path / "off", {"flyway.conf": off}, up)
    assert not [one for one in result.report["not_proven"] if "${" in one], result.out
    alone = {
        "flyway.conf": "flyway.placeholders.said=x\n",
        "db/migration/V2__note.sql.conf": "placeholderReplacement=false\n",
    }
    result = checked(tmp_path / "alone", alone, up)
    assert not [one for one in result.report["not_proven"] if "${" in one], result.out
    other = "flyway.placeholderPrefix=#[\nflyway.placeholderSuffix=]\nflyway.placeholders.schema=other\n"
    result = checked(tmp_path / "other", {"flyway.conf": other}, up.replace("other.", "#[schema]."))
    assert [one for one in result.report["not_proven"] if one.startswith("that #[schema] in ")], (
        result.out
    )


def test_a_value_that_changes_is_met_by_the_next_run(tmp_path: Path) -> None:
    """What was remembered of a file was true of the other value alone."""
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", CONFIG)
    scratch.write("flyway.conf", "flyway.placeholders.schema=app\n")
    scratch.write("db/migration/V1__app.sql", "create schema app;\n")
    scratch.write("db/migration/V2__note.sql", "create table ${schema}.note (id bigint primary key);\n")
    scratch.branch(message="base")
    scratch.write("db/migration/V3__index.sql", "create index note_id on ${schema}.note (id);\n")
    scratch.commit("change")
    assert not findings(scratch.check(), "migration-fails")
    scratch.write("flyway.conf", "flyway.placeholders.schema=nowhere\n")
    scratch.commit("another value")
    again = scratch.check()
    assert again.code == 3 and "nowhere" in again.report["error"], again.report["error"]


def test_places_in_a_text_that_was_filled_in() -> None:
    source = Filled(
        "f.sql",
        "a ${x} b\n${x}${y}c",
        "",
        re.compile(r"\$\{(\w)\}"),
        (("x", "long value", "p"), ("y", "", "p")),
    )
    assert source.text == "a long value b\nlong valuec"
    assert source.lines == ("a ${x} b", "${x}${y}c")
    assert [source.position(source.text.index(one)) for one in ("a", "long", "value", " b", "\n")] == [
        (1, 1),
        (1, 3),
        (1, 3),
        (1, 7),
        (1, 9),
    ]
    assert source.position(len(source.text) - 1) == (2, 9)
    assert source.filled(0, 5) == [("${x}", "p")]


def test_no_fix_writes_a_value_into_a_file_that_has_a_word_for_it(tmp_path: Path) -> None:
    up = "create table ${schema}.note (id bigint primary key);\nalter table ${schema}.note enable row level security;\n"
    result = checked(tmp_path, {"flyway.conf": "flyway.placeholders.schema=app\n"}, up)
    plain = checked(tmp_path / "plain", {}, up.replace("${schema}", "app"))
    fixes = [[one["fix"] for one in each.of("rls-not-forced")] for each in (result, plain)]
    assert fixes[0] == [None] and fixes[1] != [None], fixes
