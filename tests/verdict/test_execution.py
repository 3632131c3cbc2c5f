"""L1, L3, L4, L6, L7, L11: what was run is what was committed, all of it, to its end."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from hashlib import sha256

import pytest

from tests.support import Result, Scratch
from tests.verdict.conftest import CONFIG, HONEST, SECOND, migration

Judge = Callable[..., Result]


def step(result: Result, direction: str) -> list[str]:
    """The statuses of one direction of the changed migration."""
    changed = next(m for m in result.report["migrations"] if m["changed"])
    return [each["status"] for each in changed["steps"] if each["direction"] == direction]


def test_l1_an_sql_error_is_no_pass(judge: Judge) -> None:
    text = migration(
        "ALTER TABLE public.items ADD COLUMN colour text;\nSELECT 1 / 0;\nSELECT 2;",
        "ALTER TABLE public.items DROP COLUMN colour;",
    )
    result = judge(text)
    assert result.code == 1
    line = text.splitlines().index("SELECT 1 / 0;") + 1
    assert ("migration-fails", SECOND, line) in result.findings
    assert step(result, "up")[0] == "failed"
    assert set(step(result, "down")) <= {"not-run"}


def test_l1_twin(judge: Judge) -> None:
    assert judge().code == 0


def test_l1_what_failed_has_failed_where_no_rule_may_say_so(repository: Scratch) -> None:
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", f"{CONFIG}rules: {{migration-fails: off}}\n")
    repository.commit("off")
    repository.git("switch", "-q", "-C", "change")
    repository.write(SECOND, HONEST.replace("colour text;", "colour text;\nSELECT 1 / 0;"))
    repository.commit()
    result = repository.check()
    assert (result.code, result.findings) == (3, [])
    assert result.report["error"] == "trial failed, and no finding that counts says why"


@pytest.mark.parametrize("level", ["off", "warning"])
def test_l1_a_way_back_that_failed_is_excused_by_no_other_finding(repository: Scratch, level: str) -> None:
    """What is allowed must tell of the failure: that something else in the file is allowed says nothing of it."""
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", f"{CONFIG}rules: {{down-fails: {level}}}\n")
    repository.commit("off")
    repository.git("switch", "-q", "-C", "change")
    allow = '-- db-verify: allow if-not-exists-changed-nothing reason="older databases lack it"'
    again = f"{allow}\nCREATE TABLE IF NOT EXISTS public.items (id bigint PRIMARY KEY);"
    text = HONEST.replace("colour text;", f"colour text;\n{again}", 1)
    repository.write(SECOND, text.replace("COLUMN colour;", "COLUMN colour;\nSELECT 1 / 0;"))
    repository.commit()
    result = repository.check()
    assert result.code == 3
    assert result.report["error"] == "trial failed, and no finding that counts says why"


def test_l1_a_way_back_that_is_excused_excuses_no_other(repository: Scratch) -> None:
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", f"{CONFIG}rules: {{down-fails: warning}}\n")
    repository.commit("a warning")
    repository.git("switch", "-q", "-C", "change")
    text = HONEST.replace("COLUMN colour;", "COLUMN colour;\nSELECT 1 / 0;")
    repository.write(SECOND, f'-- db-verify: allow down-fails reason="nobody goes back"\n{text}')
    repository.commit()
    assert repository.check().code == 0
    repository.write("db/migrations/202601030900__more.sql", text.replace("colour", "size"))
    repository.commit()
    result = repository.check()
    assert result.code == 3
    assert result.report["error"] == "trial failed, and no finding that counts says why"


@pytest.mark.parametrize("excused", [False, True])
@pytest.mark.parametrize("place", ["policies", "seeds"])
def test_l1_a_script_that_is_no_sql_was_not_run(repository: Scratch, place: str, *, excused: bool) -> None:
    """Where no rule may say so the trial does, whatever else in it is excused."""
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", f"{CONFIG}{place}: [db/{place}]\nrules: {{syntax-error: off}}\n")
    repository.write(f"db/{place}/1.sql", "SELECT 1;\n")
    repository.commit("off")
    repository.git("switch", "-q", "-C", "change")
    allow = '-- db-verify: allow down-fails reason="nobody goes back"\n'
    fails = allow + HONEST.replace("COLUMN colour;", "COLUMN colour;\nSELECT 1 / 0;")
    repository.write(SECOND, fails if excused else HONEST)
    repository.write(f"db/{place}/1.sql", "SELEC 1;\n")
    repository.commit()
    result = repository.check()
    assert result.code == 3
    assert result.report["error"] == "trial failed, and no finding that counts says why"


@pytest.mark.parametrize(
    ("rule", "up", "down"),
    [
        ("down-incomplete", "CREATE SEQUENCE app.number;", "UPDATE app.kind SET name = name;"),
        ("down-leaves-trace", "SELECT app.make();", "UPDATE app.kind SET name = name;"),
        ("down-empty", "CREATE SEQUENCE app.number;", "SELECT 1;"),
        ("down-fails", "CREATE SEQUENCE app.number;", "DROP SEQUENCE app.number;\nSELECT 1 / 0;"),
        ("transaction-left-open", "CREATE SEQUENCE app.number;", "DROP SEQUENCE app.number;"),
        ("second-up-fails", "INSERT INTO app.kind VALUES (77, 'one');", "UPDATE app.kind SET name = name;"),
    ],
)  # fmt: skip
def test_l1_twin_what_tells_of_a_way_back_that_failed_may_be_allowed(
    repository: Scratch, rule: str, up: str, down: str
) -> None:
    repository.git("switch", "-q", "main")
    kind = "CREATE SCHEMA app;\nCREATE TABLE app.kind (id bigint PRIMARY KEY, name text);"
    body = "BEGIN EXECUTE 'CREATE SEQUENCE app.' || reverse('rebmun'); END"
    make = f"CREATE FUNCTION app.make() RETURNS void LANGUAGE plpgsql AS $$ {body} $$;"
    repository.write(
        "db/migrations/202601010901__make_kind.sql", migration(f"{kind}\n{make}", "DROP SCHEMA app CASCADE;")
    )
    repository.commit("kind")
    repository.git("switch", "-q", "-C", "change")
    header = f'-- db-verify: allow {rule} reason="it is so in production"\n'
    text = migration(up, down)
    if rule == "transaction-left-open":
        text = text.removesuffix("COMMIT;\n")
    repository.write(SECOND, header + text)
    repository.commit()
    result = repository.check()
    assert (result.code, result.findings, result.report["error"]) == (0, [], None)
    assert "failed" in step(result, "down") + step(result, "up")


@pytest.mark.parametrize(
    ("config", "allow", "failing"),
    [
        ("", "", {"transaction-impossible"}),
        (
            "",
            '-- db-verify: allow transaction-impossible reason="production takes it"\n',
            {"migration-fails"},
        ),
        (
            "rules: {transaction-impossible: warning}\n",
            "",
            {"transaction-impossible", "migration-fails"},
        ),
    ],
    ids=["explained", "allowed", "a warning"],
)
def test_l1_a_failure_is_told_by_its_cause_only_where_that_counts_as_much(
    repository: Scratch, config: str, allow: str, failing: set[str]
) -> None:
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", CONFIG + config)
    repository.commit("config")
    repository.git("switch", "-q", "-C", "change")
    repository.write(SECOND, HONEST.replace("colour text;", f"colour text;\n{allow}VACUUM public.items;"))
    repository.commit()
    result = repository.check()
    assert (result.code, result.rules) == (1, failing)


def test_l1_what_a_file_says_stands_where_the_trial_did_not_reach_the_end(
    judge: Judge, repository: Scratch
) -> None:
    """The live twin looks at the end state, and there is none: its silence refutes nothing."""
    text = migration("CREATE TABLE public.notes (id bigint PRIMARY KEY);", "DROP TABLE public.notes;")
    repository.write(SECOND, text)
    result = judge(migration("SELECT 1 / 0;", "SELECT 1;"), path="db/migrations/202601030900__fail.sql")
    assert result.code == 1
    line = text.splitlines().index("CREATE TABLE public.notes (id bigint PRIMARY KEY);") + 1
    assert ("table-without-rls", SECOND, line) in result.findings


def test_l1_what_a_file_says_stands_where_its_live_twin_is_off(repository: Scratch) -> None:
    """A rule that was not asked has refuted nothing."""
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", f"{CONFIG}rules: {{table-open-after-up: off}}\n")
    repository.commit("off")
    repository.git("switch", "-q", "-C", "change")
    repository.write(
        SECOND, migration("CREATE TABLE public.notes (id bigint PRIMARY KEY);", "DROP TABLE public.notes;")
    )
    repository.commit()
    result = repository.check()
    assert (result.code, result.rules) == (1, {"table-without-rls"})


def test_l3_what_is_reported_is_what_was_run(judge: Judge, repository: Scratch) -> None:
    """A committed object with a random name is in the trial's catalog: its down leaves it behind, by name."""
    name = f"left_{uuid.uuid4().hex}"
    text = migration(
        f"ALTER TABLE public.items ADD COLUMN colour text;\nCREATE SEQUENCE public.{name};",
        "ALTER TABLE public.items DROP COLUMN colour;",
    )
    result = judge(text)
    assert result.code == 1
    about = [finding for finding in result.report["findings"] if name in (finding["object"] or "")]
    assert [finding["object"] for finding in about] == [f"public.{name}"]
    assert "confirmed by the trial" in about[0]["message"]
    listed = {m["path"]: m["sha256"] for m in result.report["migrations"]}
    assert listed[SECOND] == sha256((repository.folder / SECOND).read_bytes()).hexdigest()


def test_l3_twin(judge: Judge) -> None:
    name = f"left_{uuid.uuid4().hex}"
    assert judge(migration(f"CREATE SEQUENCE public.{name};", f"DROP SEQUENCE public.{name};")).code == 0


@pytest.mark.parametrize(
    "marker",
    ["/* down */", "/*DOWN*/", "-- DOWN", "/* DOWN */ SELECT 1;", "SELECT 1; /* DOWN */"],
    ids=["lower case", "no blanks", "line comment", "statement after", "statement before"],
)
def test_l4_a_marker_that_is_none(judge: Judge, marker: str) -> None:
    result = judge(HONEST.replace("/* DOWN */", marker))
    assert result.code == 1
    assert result.rules & {"down-marker-ambiguous", "down-missing"}


def test_l4_two_markers(judge: Judge) -> None:
    result = judge(HONEST + "\n/* DOWN */\n\nBEGIN;\nSELECT 1;\nCOMMIT;\n")
    assert result.code == 1
    assert "down-marker-ambiguous" in result.rules


@pytest.mark.parametrize(
    "hidden",
    [
        "COMMENT ON TABLE public.items IS '\n/* DOWN */\n';",
        "COMMENT ON TABLE public.items IS $$\n/* DOWN */\n$$;",
        "-- /* DOWN */\nCOMMENT ON TABLE public.items IS 'x';",
    ],
    ids=["string", "dollar quotes", "line comment"],
)
def test_l4_twin_a_marker_in_a_text_parts_nothing(judge: Judge, hidden: str) -> None:
    result = judge(migration(hidden, "COMMENT ON TABLE public.items IS NULL;"))
    assert result.findings == []
    assert result.code == 0


@pytest.mark.parametrize("down", ["", "-- nothing to do", "SELECT 1;"], ids=["nothing", "comment", "select"])
def test_l6_an_empty_down(judge: Judge, down: str) -> None:
    result = judge(migration("ALTER TABLE public.items ADD COLUMN colour text;", down))
    assert result.code == 1
    assert "down-empty" in result.rules


@pytest.mark.parametrize("up", ["", "-- nothing to do", "SELECT 1;"], ids=["nothing", "comment", "select"])
def test_l6_an_empty_up(judge: Judge, up: str) -> None:
    assert judge(migration(up, "SELECT 1;")).code == 1


def test_l6_twin(judge: Judge) -> None:
    assert judge().code == 0


def test_l7_magic_words_in_texts_do_not_count(judge: Judge) -> None:
    text = (
        "-- BEGIN; COMMIT;\n"
        "CREATE TABLE public.notes (id bigint PRIMARY KEY, body text DEFAULT 'ENABLE ROW LEVEL SECURITY');\n"
        "COMMENT ON TABLE public.notes IS $$ALTER TABLE public.notes FORCE ROW LEVEL SECURITY; rollback$$;\n"
        "/* DOWN */\n"
        "DROP TABLE public.notes;\n"
    )
    result = judge(text)
    assert result.code == 1
    assert {"transaction-missing", "table-without-rls"} <= result.rules


def test_l7_twin(judge: Judge) -> None:
    body = (
        "-- no COMMIT here\nCREATE TABLE public.notes (id bigint PRIMARY KEY, body text DEFAULT 'COMMIT; ROLLBACK');\n"
        "ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY;\nALTER TABLE public.notes FORCE ROW LEVEL SECURITY;"
    )
    result = judge(migration(body, "DROP TABLE public.notes;"))
    assert result.findings == []
    assert result.code == 0


def test_l11_no_secret_is_needed(repository: Scratch) -> None:
    """An environment with nothing but a PATH gives the full verdict."""
    import subprocess

    from tests.support import COMMAND

    repository.write(SECOND, HONEST)
    repository.commit()
    done = subprocess.run(
        [str(COMMAND), "check", "--format", "json"],
        cwd=repository.folder,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
    )
    result = Result(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert result.code == 0, result.err
    assert [stage["status"] for stage in result.report["stages"]] == ["passed"] * 5


def test_l11_twin(judge: Judge) -> None:
    assert judge(HONEST.replace("DROP COLUMN colour", "DROP COLUMN color")).code == 1


UNIQUE = migration(
    "ALTER TABLE public.items ADD CONSTRAINT items_label_key UNIQUE (label);",
    "ALTER TABLE public.items DROP CONSTRAINT items_label_key;",
)


def test_a_constraint_that_rows_may_break_fails_and_says_the_way_out(judge: Judge) -> None:
    result = judge(UNIQUE)
    assert result.code == 1
    failed = result.of("migration-fails")
    assert len(failed) == 1
    assert "seeds:" in failed[0]["message"]


def test_its_twin_with_rows_like_productions(repository: Scratch) -> None:
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", f"{CONFIG}seeds: [db/seeds]\n")
    repository.write("db/seeds/items.sql", "INSERT INTO public.items (label) VALUES ('one'), ('two');\n")
    repository.commit("seeds")
    repository.git("switch", "-q", "-C", "change")
    repository.write(SECOND, UNIQUE)
    repository.commit()
    result = repository.check()
    assert result.code == 0, result.findings
