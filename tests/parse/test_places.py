"""Places are right to the character, and no input crashes the reading."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.model import FileStatus, Source
from checker.parse.directives import read_directives
from checker.parse.layouts import File, guess, layouts
from checker.parse.sql import parse_script, read_text

STATEMENTS = (
    "select 1",
    "select 'it''s; -- no comment', \"a \"\"quoted; name\"",
    "create table \"Größe\" (id int, näme text default 'ß;')",
    "do $$ begin perform 1; end $$",
    "create function f() returns text language sql as $body$ select '$$; /* */' $body$",
    "select E'\\'; still a string'",
    "insert into t values ('a\nb', 'c\r\nd')",
    "select U&'d\\0061t', 'öäü', '日本;語', '🙂;'",
    "begin",
    "select $1$ not a tag; $1$" if False else "select $tag$ ; -- $$ $tag$",
)
GAPS = st.sampled_from(
    [
        " ",
        "\n",
        "\r\n",
        "\t",
        "-- a comment; with 'quotes\n",
        "/* a; /* nested */ block */",
        "-- ü 日本\r\n",
        "\n\n",
    ]
)
PIECES = st.lists(
    st.tuples(st.lists(GAPS, max_size=3), st.sampled_from(STATEMENTS), st.lists(GAPS, max_size=2)), max_size=8
)
MANY = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(PIECES, st.booleans(), st.lists(GAPS, max_size=2))
@MANY
def test_each_statement_is_where_it_stands(
    pieces: list[tuple[list[str], str, list[str]]], mark: bool, end: list[str]
) -> None:
    text = ""
    expected: list[tuple[int, str]] = []
    for before, statement, after in pieces:
        text += "".join(before)
        expected.append((len(text), statement))
        text += statement + "".join(after) + ";"
    text += "".join(end)
    data = (b"\xef\xbb\xbf" if mark else b"") + text.encode()
    source, problems = read_text("x.sql", data)
    script = parse_script(source)
    assert not problems and not script.problems
    assert [(one.start, one.text) for one in script.statements] == expected
    for statement, (start, words) in zip(script.statements, expected, strict=True):
        place = statement.location
        # Lines end as editors have them: at \r\n, \n or \r; columns count characters.
        lines = text[:start].replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert (place.line, place.column) == (len(lines), len(lines[-1]) + 1)
        last = (text[:start] + words).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert (place.end_line, place.end_column) == (len(last), len(last[-1]) + 1)


@given(PIECES, st.integers(0, 7))
@MANY
def test_what_does_not_parse_is_blamed_where_it_stands(
    pieces: list[tuple[list[str], str, list[str]]], place: int
) -> None:
    before = "".join("".join(gaps) + statement + ";" for gaps, statement, _ in pieces[:place])
    after = "".join("".join(gaps) + statement + ";" for gaps, statement, _ in pieces[place:])
    source = Source.of("x.sql", f"{before}\nselekt 1;{after}")
    script = parse_script(source)
    (problem,) = script.problems
    assert (problem.location.line, problem.location.column) == source.position(len(before) + 1)
    assert not script.statements


WORDS = st.sampled_from(
    [
        "-- migrate:up\n", "-- migrate:down\n", "-- +goose Up\n", "-- +goose Down\n", "-- +goose StatementBegin\n",
        "/* DOWN */\n", "-- db-verify: allow x reason=\"", "$$", "'", '"', "\\set x\n", "copy t from stdin;\n", "\\.\n", ";", "begin;", "\0",
        "\ufeff", "\r", "commit;", "/*", "select 1",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.binary(max_size=200), st.lists(WORDS, max_size=12).map(lambda words: "".join(words).encode())
)
FILE_NAMES = st.sampled_from(
    ["202601010000__a.sql", "1_a.up.sql", "1_a.down.sql", "V1__a.sql", "U1__a.sql", "R__a.sql", "x.sql", "1/up.sql", "1/down.sql",
     "1/metadata.toml", "1_a.go", "V1__a.sql.conf"]
)  # fmt: skip


@given(st.dictionaries(FILE_NAMES, TEXTS, max_size=4))
@MANY
def test_no_bytes_crash_a_layout(files: dict[str, bytes]) -> None:
    status: FileStatus = "added"
    read = [File(*read_text(f"m/{name}", data), status) for name, data in sorted(files.items())]
    guess("m", read, [])
    for layout in layouts().values():
        migrations = layout.read("m", read)
        sql = [file for file in read if file.is_sql]
        repeatable = layout.repeatable
        covered = {source.path for migration in migrations for source in migration.sources}
        covered |= {file.path for file in sql if repeatable and repeatable.fullmatch(file.name)}
        # No file that looks like SQL is passed over.
        assert {file.path for file in sql} <= covered, layout.name
        for migration in migrations:
            for source in migration.sources:
                read_directives(source, [one for script in migration.scripts for one in script.statements])
