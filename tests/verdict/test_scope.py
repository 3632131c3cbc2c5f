"""L14, L22, L26, L27, L31, L32, L35, L40: what was looked at, and against what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support import Result, Scratch
from tests.verdict.conftest import CONFIG, FIRST, HONEST, MAKE_ITEMS, SECOND, migration

Judge = Callable[..., Result]


@pytest.mark.parametrize(
    "config",
    [
        CONFIG.replace("db/migrations", "db/migratoins"),
        CONFIG + "policies: [db/policies]\n",
        CONFIG + "changelog: CHANGES.md\n",
    ],
    ids=["migrations", "policies", "changelog"],
)
def test_l14_a_path_that_matches_nothing(repository: Scratch, config: str) -> None:
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", config)
    repository.commit()
    result = repository.check("--all")
    assert result.code == 2
    assert "db/verify.yml" in result.out + result.err
    assert '"verdict": "pass"' not in result.out


def test_l14_a_path_on_the_command_line_that_matches_nothing(repository: Scratch) -> None:
    assert repository.check("db/migrations/none.sql").code == 2


@pytest.mark.parametrize("place", ["db/migrations", "db/migrations/"])
def test_l14_a_migration_that_git_is_told_to_ignore(repository: Scratch, place: str) -> None:
    """A tool runs it all the same; what was not judged is said, and nothing where there is no such file."""
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", CONFIG.replace("db/migrations", place))
    repository.commit("config")
    repository.git("switch", "-q", "-C", "change")
    repository.write(SECOND, HONEST)
    repository.write(".gitignore", "*_mine.sql\nbuild/\n")
    repository.commit()
    said = "db/migrations/202601030900__mine.sql, which git is told to ignore"
    assert said not in repository.check("--static").report["not_proven"]
    repository.write("db/migrations/202601030900__mine.sql", "CREATE TABLE public.bare (id int);")
    repository.write("db/migrations/build/x.txt", "")
    result = repository.check("--static")
    assert [one for one in result.report["not_proven"] if "git is told" in one] == [said]
    assert said not in repository.check("--static", "--head", "HEAD").report["not_proven"]


@pytest.mark.parametrize("path", [".", "./", "", "db", "./db//migrations/"])
def test_l14_a_folder_is_judged_however_it_is_spelt(repository: Scratch, path: str) -> None:
    repository.write(SECOND, "CREATE TABLE public.bare (id int);")
    repository.commit()
    assert repository.check("--static", path).rules == repository.check("--static").rules


@pytest.mark.parametrize("path", ["README.md", "db/migrations/README.md", "docs"])
def test_l14_a_path_on_the_command_line_that_holds_nothing_to_judge(repository: Scratch, path: str) -> None:
    for name in ("README.md", "db/migrations/README.md", "docs/note.sql"):
        repository.write(name, "select 1;")
    repository.commit()
    result = repository.check("--static", path, FIRST)
    assert result.code == 2
    assert f"{path} holds nothing that is judged" in result.report["error"]


def test_l14_a_folder_without_migrations(repository: Scratch) -> None:
    repository.git("switch", "-q", "main")
    repository.write("db/empty/README.md", "nothing here")
    repository.write("db/verify.yml", CONFIG.replace("db/migrations", "db/empty"))
    repository.commit()
    assert repository.check("--all").code == 2


def test_l14_twin_counts_are_printed(repository: Scratch) -> None:
    result = repository.check("--all")
    assert result.code == 0
    assert "1 migration" in result.report["stages"][0]["detail"]


@pytest.mark.parametrize("folder", ["db/migrations/legacy", "db/migrations/old"])
def test_l22_a_folder_or_an_old_date_lets_nothing_in(repository: Scratch, folder: str) -> None:
    repository.write(f"{folder}/201001010900__sneak.sql", "CREATE TABLE public.sneaked (id int);")
    repository.commit()
    result = repository.check()
    assert result.code == 1
    assert {"table-without-rls", "transaction-missing"} & result.rules


def test_l22_twin(judge: Judge) -> None:
    assert judge().code == 0


@pytest.mark.parametrize(
    "undoing",
    [
        "ALTER TABLE public.items DISABLE ROW LEVEL SECURITY;",
        "ALTER TABLE public.items NO FORCE ROW LEVEL SECURITY;",
    ],
)
def test_l26_a_state_undone_later(judge: Judge, undoing: str) -> None:
    redoing = undoing.replace("DISABLE", "ENABLE").replace("NO FORCE", "FORCE")
    result = judge(migration(undoing, redoing))
    assert result.code == 1
    line = migration(undoing, redoing).splitlines().index(undoing) + 1
    assert any(path == SECOND and at == line for _, path, at in result.findings), result.findings


def test_l26_twin_undone_and_done_again(judge: Judge) -> None:
    body = (
        "ALTER TABLE public.items ADD COLUMN colour text;\n"
        "ALTER TABLE public.items NO FORCE ROW LEVEL SECURITY;\nALTER TABLE public.items FORCE ROW LEVEL SECURITY;"
    )
    result = judge(migration(body, "ALTER TABLE public.items DROP COLUMN colour;"))
    assert result.code == 0, result.findings


HIDDEN = """\
DO $do$
BEGIN
  EXECUTE format('CREATE TABLE public.%I (id bigint PRIMARY KEY)', 'hid' || 'den');
{protect}END
$do$;"""


def test_l27_what_a_block_hides_is_settled_by_the_catalog(judge: Judge) -> None:
    result = judge(migration(HIDDEN.format(protect=""), "DROP TABLE public.hidden;"))
    assert result.code == 1
    assert any("public.hidden" in (finding["object"] or "") for finding in result.report["findings"])


def test_l27_what_no_rule_can_read_is_named(judge: Judge) -> None:
    """A text that a query gives: what it grants to all is found in the catalog, and the rest is not passed over."""
    block = "DO $$ DECLARE q text; BEGIN SELECT 'GRANT SELECT ON public.items TO PUBLIC' INTO q; EXECUTE q; END $$;"
    back = block.replace("GRANT", "REVOKE").replace(" TO ", " FROM ")
    result = judge(migration(block, back))
    assert result.code == 1 and result.rules == {"privilege-open-after-up"}
    told = [
        one
        for one in result.report["not_proven"]
        if one.startswith("what the rules that read files would say")
    ]
    assert told == [
        f"what the rules that read files would say of what is run at {SECOND}:3: a DO block runs a computed text"
    ]


def test_l27_twin_protected_in_the_block(judge: Judge) -> None:
    protect = (
        "  EXECUTE 'ALTER TABLE public.hidden ENABLE ROW LEVEL SECURITY';\n"
        "  EXECUTE 'ALTER TABLE public.hidden FORCE ROW LEVEL SECURITY';\n"
    )
    result = judge(migration(HIDDEN.format(protect=protect), "DROP TABLE public.hidden;"))
    assert result.code == 0, result.findings


LOG = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n{here}\n\n## [0.1.0] - 2026-01-01\n\n- Items (202601010900).\n{there}"


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("- Something else.", "- Colour (202601020900).\n"),
        ("<!-- 202601020900 -->", ""),
        ("```\n202601020900\n```", ""),
        ("- Colour (2026010209001).", ""),
    ],
    ids=["in an old release", "in a comment", "in a code fence", "in a longer number"],
)
def test_l31_a_mention_that_is_no_entry(repository: Scratch, here: str, there: str) -> None:
    result = _with_changelog(repository, here, there)
    assert result.code == 1
    assert "changelog-entry-missing" in result.rules


def test_l31_twin(repository: Scratch) -> None:
    assert _with_changelog(repository, "- Colour (202601020900).", "").code == 0


def _with_changelog(repository: Scratch, here: str, there: str) -> Result:
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", CONFIG + "changelog: CHANGELOG.md\n")
    repository.write("CHANGELOG.md", LOG.format(here="- Nothing yet.", there=""))
    repository.commit()
    repository.git("switch", "-q", "-C", "change")
    repository.write("CHANGELOG.md", LOG.format(here=here, there=there))
    repository.write(SECOND, HONEST)
    repository.commit()
    return repository.check("--static")


def test_l32_a_verdict_is_not_kept(repository: Scratch) -> None:
    """The same clone, first honest, then not: the second answer is about the second commit."""
    repository.write(SECOND, HONEST)
    repository.commit()
    first = repository.check()
    repository.write(SECOND, HONEST.replace("DROP COLUMN colour", "ADD COLUMN other text"))
    head = repository.commit()
    second = repository.check()
    assert (first.code, second.code) == (0, 1)
    assert second.report["head"] == head
    assert second.report["base"] == first.report["base"] == repository.git("rev-parse", "main")


def test_l32_twin_the_same_commit_has_the_same_verdict(repository: Scratch) -> None:
    """The second run finds what the first one has prepared."""
    repository.write(SECOND, HONEST)
    repository.commit()
    first, second = repository.check(), repository.check()
    assert (first.code, second.code) == (0, 0)
    assert first.report["migrations"][-1]["sha256"] == second.report["migrations"][-1]["sha256"]


@pytest.mark.parametrize(
    "weaker",
    [
        "rules: {table-without-rls: off}\n",
        "rules: {table-without-rls: note, rls-not-forced: note}\n",
        "exposed_schemas: [other]\n",
    ],
    ids=["rule off", "rule a note", "schema not exposed"],
)
def test_l35_a_change_that_weakens_its_own_config(repository: Scratch, weaker: str) -> None:
    open_table = migration("CREATE TABLE public.notes (id bigint PRIMARY KEY);", "DROP TABLE public.notes;")
    repository.write("db/verify.yml", CONFIG + weaker)
    repository.write(SECOND, open_table)
    repository.commit()
    result = repository.check()
    assert result.code == 1
    assert {"table-without-rls", "config-weakened"} <= result.rules


@pytest.mark.parametrize(
    ("beside", "severity", "code"),
    [
        ({}, "warning", 0),
        ({"README.md": "# Items\n"}, "warning", 0),
        ({SECOND: HONEST}, "error", 1),
        ({"db/policies.sql": "SELECT 2;\n"}, "error", 1),
        ({"db/views/one.sql": "SELECT 1;\n"}, "error", 1),
    ],
    ids=["alone", "a text", "a migration", "the policies' file", "a folder of views that is new"],
)
def test_l35_a_weaker_config_is_an_error_beside_what_it_judges(
    repository: Scratch, beside: dict[str, str], severity: str, code: int
) -> None:
    config = CONFIG + "policies: [db/policies.sql]\n"
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", config)
    repository.write("db/policies.sql", "SELECT 1;\n")
    repository.commit()
    repository.git("switch", "-q", "-C", "change")
    views = "views: [db/views]\n" if "db/views/one.sql" in beside else ""
    repository.write("db/verify.yml", f"{config}{views}rules: {{view-selects-star: off}}\n")
    for path, text in beside.items():
        repository.write(path, text)
    repository.commit()
    result = repository.check("--static")
    found = {one["severity"] for one in result.report["findings"] if one["rule"] == "config-weakened"}
    assert (found, result.code) == ({severity}, code)


def test_l35_twin_a_config_that_gets_stricter(repository: Scratch) -> None:
    repository.write("db/verify.yml", CONFIG + "exposed_schemas: [public, other]\n")
    repository.write(SECOND, HONEST)
    repository.commit()
    result = repository.check()
    assert result.code == 0, result.findings


def test_l40_another_version_is_said(repository: Scratch) -> None:
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", CONFIG + "trial: {postgres: 14}\n")
    repository.commit()
    repository.git("switch", "-q", "-C", "change")
    repository.write(SECOND, HONEST)
    repository.commit()
    result = repository.check("--database", "embedded")
    assert result.code == 0
    assert any(rule == "postgres-version-differs" for rule, _, _ in result.findings), result.findings
    assert repository.check("--database", "embedded", "--fail-on", "warning").code == 1


def test_l40_a_missing_extension_is_no_pass(judge: Judge) -> None:
    result = judge(migration("CREATE EXTENSION no_such_extension;", "DROP EXTENSION no_such_extension;"))
    assert result.code == 3
    assert "no_such_extension" in result.out


@pytest.mark.wheel
def test_l40_twin(repository: Scratch) -> None:
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", CONFIG + "trial: {postgres: 18}\n")
    repository.commit()
    repository.git("switch", "-q", "-C", "change")
    repository.write(SECOND, HONEST)
    repository.commit()
    assert repository.check("--database", "embedded").findings == []


def test_the_first_migration_is_clean(repository: Scratch) -> None:
    assert (repository.folder / FIRST).read_text(encoding="utf-8") == MAKE_ITEMS
    assert repository.check("--all").findings == []


def with_policies(repository: Scratch) -> None:
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", CONFIG + "policies: [db/policies]\n")
    repository.write("db/policies/1.sql", "COMMENT ON SCHEMA public IS 'one';\n")
    repository.write("db/policies/2.sql", "COMMENT ON SCHEMA public IS 'two';\n")
    repository.commit("policies")
    repository.git("switch", "-q", "-C", "change")


def test_l14_a_script_that_is_gone_is_a_change(repository: Scratch) -> None:
    with_policies(repository)
    repository.git("rm", "-q", "db/policies/2.sql")
    repository.commit("one less")
    result = repository.check()
    assert {stage["name"]: stage["status"] for stage in result.report["stages"]}["trial"] == "passed", (
        result.out
    )


@pytest.mark.parametrize("place", ["db/policies", "db/migrations"])
def test_l14_a_folder_that_is_somewhere_else(repository: Scratch, place: str) -> None:
    with_policies(repository)
    (repository.folder / place / "more").symlink_to("../elsewhere")
    repository.write("db/elsewhere/1.sql", "DROP SCHEMA public CASCADE;\n")
    repository.commit("more")
    result = repository.check("--all")
    assert result.code == 2 and "a symbolic link" in result.report["error"], result.out
    (repository.folder / place / "more").unlink()
    inner = Scratch(repository.folder / "db/inner")
    inner.write("1.sql", "DROP SCHEMA public CASCADE;\n")
    inner.commit("inner")
    head = inner.git("rev-parse", "HEAD")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{head},{place}/more")
    repository.git("commit", "-q", "-m", "a submodule")
    (repository.folder / place / "more").mkdir()
    result = repository.check("--all")
    assert result.code == 2 and "another repository's folder" in result.report["error"], result.out
