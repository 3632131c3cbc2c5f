"""L19, L20, L21, L23: the base, git's names, odd files, and suppressions that suppress too much."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.repo import Repo
from checker.trees import WorkTree
from tests.support import Result, Scratch, db_verify
from tests.verdict.conftest import CONFIG, FIRST, HONEST, SECOND

Judge = Callable[..., Result]
BROKEN = HONEST.replace("ALTER TABLE public.items ADD", "ALTER TABEL public.items ADD")


def event(folder: Path, name: str, body: object) -> dict[str, str]:
    place = folder / "event.json"
    place.write_text(json.dumps(body), encoding="utf-8")
    return {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(place)}


def shallow(repository: Scratch, tmp_path: Path, branch: str = "change") -> Scratch:
    clone = tmp_path / "clone"
    repository.git(
        "clone", "-q", "--depth", "1", "--branch", branch, f"file://{repository.folder}", str(clone)
    )
    scratch = object.__new__(Scratch)
    scratch.folder = clone
    return scratch


def test_l19_a_shallow_clone_is_no_empty_change(repository: Scratch, tmp_path: Path) -> None:
    base = repository.git("rev-parse", "main")
    repository.write(SECOND, BROKEN)
    repository.commit("change items")
    clone = shallow(repository, tmp_path)
    result = clone.check(
        "--static", **event(tmp_path, "pull_request", {"pull_request": {"base": {"sha": base}}})
    )
    assert result.code == 3
    assert "fetch" in result.report["error"]


@pytest.mark.parametrize(
    ("given", "then"),
    [((), ()), (("--base", "origin/main"),) * 2, (("--base", "main"), ("--base", "origin/main"))],
)
def test_l19_what_is_said_to_be_fetched_is_what_lacks(
    repository: Scratch, tmp_path: Path, given: tuple[str, ...], then: tuple[str, ...]
) -> None:
    repository.write(SECOND, BROKEN)
    repository.commit("change items")
    repository.git("switch", "-q", "main")
    source, clone = f"file://{repository.folder}", tmp_path / "clone"
    repository.git("clone", "-q", "--single-branch", "--branch", "change", source, str(clone))
    single = object.__new__(Scratch)
    single.folder = clone
    result = single.check("--static", *given)
    assert result.code == 3
    command = re.search(r"git (fetch origin [^\s;),]+)", result.report["error"])
    assert command, result.report["error"]
    single.git(*command.group(1).split())
    result = single.check("--static", *then)
    assert result.code == 1 and ("syntax-error", SECOND, 3) in result.findings


def test_l19_head_against_itself_is_no_pass(repository: Scratch, tmp_path: Path) -> None:
    head = repository.git("rev-parse", "HEAD")
    for arguments in (("--base", head), ("--base", "main"), ()):
        result = repository.check("--static", *arguments)
        assert result.code == 3, arguments
        assert result.report["complete"] is False


def test_l19_histories_without_a_common_commit(repository: Scratch) -> None:
    repository.git("switch", "-q", "--orphan", "elsewhere")
    repository.write("db/verify.yml", CONFIG)
    repository.write(SECOND, HONEST)
    repository.commit("elsewhere")
    result = repository.check("--static")
    assert result.code == 3
    assert "no common commit" in result.report["error"]


def crossed(repository: Scratch) -> None:
    """`main` has a second migration; it and `change` have been merged into each other, from the commits before that."""
    repository.write("docs/note.md", "text")
    ours = repository.commit("a note")
    repository.git("switch", "-q", "main")
    repository.write(SECOND, HONEST)
    repository.commit("change items")
    theirs = repository.git("rev-parse", "main")
    repository.git("merge", "-q", "--no-ff", "-m", "the note", ours)
    repository.git("switch", "-q", "change")
    repository.git("merge", "-q", "--no-ff", "-m", "the migration", theirs)


@pytest.mark.parametrize("edit", [None, HONEST.replace("colour", "shade")], ids=["deleted", "edited"])
def test_l19_more_than_one_merge_base_is_no_base(repository: Scratch, edit: str | None) -> None:
    crossed(repository)
    if edit is None:
        repository.git("rm", "-q", SECOND)
    else:
        repository.write(SECOND, edit)
    repository.commit("what is merged")
    result = repository.check("--static", "--base", "main")
    assert result.code == 3
    assert "2 newest common commits" in result.report["error"]
    merge = re.search(r"Merge ([0-9a-f]+) into", result.report["error"])
    assert merge, result.report["error"]
    repository.git("merge", "-q", "-m", "main once more", merge.group(1))
    found = repository.check("--static", "--base", "main").rules
    assert found == {"migration-deleted" if edit is None else "migration-edited-after-merge"}


def test_l19_twin_merged_into_each_other_and_once_more(repository: Scratch) -> None:
    crossed(repository)
    repository.git("merge", "-q", "-m", "main once more", "main")
    repository.write("db/migrations/202601030900__next.sql", HONEST.replace("colour", "shade"))
    repository.commit("the next")
    assert repository.check("--static", "--base", "main").code == 0


@pytest.mark.parametrize("where", ["heads/main", "remotes/origin/main"])
def test_l19_a_tag_that_is_named_like_the_base(repository: Scratch, where: str) -> None:
    repository.write(SECOND, BROKEN)
    repository.commit("change items")
    repository.git("tag", "main")
    repository.write("db/migrations/202601030900__next.sql", HONEST)
    repository.commit("the next")
    if where != "heads/main":
        repository.git("update-ref", f"refs/{where}", "refs/heads/main")
        repository.git("update-ref", "-d", "refs/heads/main")
    result = repository.check("--static", "--base", "main")
    assert result.code == 2
    assert f"refs/tags/main and refs/{where} are different commits" in result.report["error"]
    assert repository.check("--static", "--base", f"refs/{where}").code == 1
    repository.git("tag", "-f", "main", f"refs/{where}")
    assert repository.check("--static", "--base", "main").code == 1


@pytest.mark.parametrize("name", ["pull_request", "merge_group", "push"])
def test_l19_what_is_checked_out_is_what_the_event_is_about(
    repository: Scratch, tmp_path: Path, name: str
) -> None:
    base = repository.git("rev-parse", "main")
    repository.write(SECOND, BROKEN)
    tip = repository.commit("change items")
    repository.git("switch", "-q", "-C", "elsewhere", "main")
    repository.write("db/migrations/202601030900__next.sql", HONEST)
    repository.commit("the next")
    body = {
        "pull_request": {"base": {"sha": base}, "head": {"sha": tip}},
        "merge_group": {"base_sha": base, "head_sha": tip},
        "before": base,
        "after": tip,
    }
    body = {key: value for key, value in body.items() if name == "push" or key == name}
    result = repository.check("--static", **event(tmp_path, name, body))
    assert result.code == 3
    assert f"{tip[:12]} is not in its history" in result.report["error"]
    repository.git("merge", "-q", "-m", "GitHub's own", "change")
    assert repository.check("--static", **event(tmp_path, name, body)).code == 1


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("pull_request", {}),
        ("pull_request", []),
        ("merge_group", {"merge_group": {"base_sha": "1" * 40}}),
        ("push", {"before": "1" * 40}),
    ],
)
def test_l19_an_event_without_a_base_that_is_here(
    repository: Scratch, tmp_path: Path, name: str, body: object
) -> None:
    repository.write(SECOND, BROKEN)
    repository.commit("change items")
    assert repository.check("--static", **event(tmp_path, name, body)).code == 3
    (tmp_path / "event.json").write_text("{", encoding="utf-8")
    again = {"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": str(tmp_path / "event.json")}
    assert repository.check("--static", **again).code == 3


def test_l19_no_repository(tmp_path: Path) -> None:
    result = db_verify(
        tmp_path, "check", "--format", "json", "--static", GIT_CEILING_DIRECTORIES=str(tmp_path.parent)
    )
    assert result.code == 3
    assert "not in a git repository" in result.report["error"]


def test_l19_a_repository_without_files_to_judge(repository: Scratch, tmp_path: Path) -> None:
    bare, empty = tmp_path / "bare.git", tmp_path / "empty"
    repository.git("clone", "-q", "--bare", str(repository.folder), str(bare))
    empty.mkdir()
    elsewhere = {"GIT_DIR": str(bare), "GIT_WORK_TREE": str(empty)}
    for folder, environment, said in (
        (bare, {}, "bare repository"),
        (repository.folder / ".git", {}, "inside .git"),
        (empty, elsewhere, "which GIT_DIR names"),
    ):
        result = db_verify(folder, "check", "--format", "json", "--static", "--base", "main", **environment)
        assert (result.code, said in result.report["error"]) == (3, True), result


def test_l19_twin_a_worktree_a_folder_below_and_a_link_are_the_repository(
    repository: Scratch, tmp_path: Path
) -> None:
    repository.write(SECOND, BROKEN)
    repository.commit()
    repository.git("worktree", "add", "-q", "--detach", str(tmp_path / "worktree"))
    (tmp_path / "link").symlink_to(repository.folder)
    for folder in (tmp_path / "worktree", tmp_path / "link", repository.folder / "db"):
        result = db_verify(folder, "check", "--format", "json", "--static", "--base", "main")
        assert (result.code, [one["rule"] for one in result.report["findings"]]) == (1, ["syntax-error"])


@pytest.mark.parametrize("arguments", [("--base", "nowhere"), ("--all", "--base", "nowhere")])
def test_l19_a_base_that_is_named_and_is_not_there_is_no_other(
    repository: Scratch, arguments: tuple[str, ...]
) -> None:
    result = repository.check("--static", *arguments)
    assert result.code == 3
    assert "--base nowhere is not a commit of this clone" in result.report["error"]


def test_l19_a_repository_without_a_commit_has_no_base(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path / "new")
    scratch.write("db/verify.yml", CONFIG)
    scratch.write(SECOND, BROKEN)
    result = scratch.check("--static")
    assert result.code == 3 and "no commit yet" in result.report["error"]
    assert scratch.check("--static", "--all").findings[0] == ("syntax-error", SECOND, 3)
    assert scratch.check("--static", "--head", "HEAD").code == 2


def test_l19_a_head_that_is_named_is_judged_as_it_was_committed(repository: Scratch, tmp_path: Path) -> None:
    """What lies uncommitted beside it is none of it, nor must it be the commit of the event."""
    repository.write(SECOND, HONEST)
    head = repository.commit("change items")
    repository.write(SECOND, BROKEN)
    assert repository.check("--static").code == 1
    assert repository.check("--static", "--head", "HEAD").code == 0
    before, after = repository.git("rev-parse", "main"), repository.commit("break it")
    pushed = event(tmp_path, "push", {"before": before, "after": after})
    repository.git("switch", "-q", "main")
    assert repository.check("--static", **pushed).code == 3
    result = repository.check("--static", "--head", head, **pushed)
    assert (result.code, result.report["head"]) == (0, head)


def test_l19_a_new_branch_is_judged_whole_and_says_so(repository: Scratch, tmp_path: Path) -> None:
    repository.write(SECOND, BROKEN)
    repository.commit("change items")
    result = repository.check("--static", **event(tmp_path, "push", {"before": "0" * 40}))
    assert result.code == 1 and ("syntax-error", SECOND, 3) in result.findings
    assert all(migration["changed"] for migration in result.report["migrations"])
    assert any("counts as new" in note for note in result.report["notes"])


def test_l19_the_base_of_a_merge_is_what_it_was_merged_with(repository: Scratch, tmp_path: Path) -> None:
    """GitHub's merge commit has the base branch as it is now; any other merge has what the event says."""
    old = repository.git("rev-parse", "main")
    tip = repository.commit("the change")
    repository.git("switch", "-q", "main")
    newer = repository.commit("meanwhile")
    repository.git("merge", "-q", "--no-ff", "-m", "the merge", "change")
    event = tmp_path / "event.json"
    place = {"GITHUB_EVENT_NAME": "pull_request", "GITHUB_EVENT_PATH": str(event)}
    repository.write("db/migrations/202601030900__uncommitted.sql", "SELECT 1;\n")
    for head, base in ((tip, newer), (newer, old)):
        body = {"pull_request": {"base": {"sha": old}, "head": {"sha": head}}}
        event.write_text(json.dumps(body), encoding="utf-8")
        report = repository.check("--static", **place).report
        assert report["base"] == base
        assert "202601030900" not in {one["id"] for one in report["migrations"]}


def test_l19_a_base_that_went_on_is_compared_where_the_change_began(repository: Scratch) -> None:
    began = repository.git("rev-parse", "main")
    repository.commit("the change")
    repository.git("switch", "-q", "main")
    repository.commit("meanwhile")
    repository.git("switch", "-q", "change")
    assert repository.check("--static", "--base", "main").report["base"] == began


@pytest.mark.parametrize("name", ["pull_request", "merge_group", "push"])
def test_l19_twin_each_event_finds_its_base(repository: Scratch, tmp_path: Path, name: str) -> None:
    base = repository.git("rev-parse", "main")
    repository.write(SECOND, HONEST)
    repository.commit("change items")
    body = {"pull_request": {"base": {"sha": base}}, "merge_group": {"base_sha": base}, "before": base}
    result = repository.check("--static", **event(tmp_path, name, body))
    assert (result.code, result.report["base"]) == (0, base)
    assert [one["path"] for one in result.report["migrations"] if one["changed"]] == [SECOND]


@pytest.mark.parametrize(("name", "code"), [("pull_request", 1), ("merge_group", 0), ("push", 0)])
def test_what_a_pull_request_says_is_asked_of_its_own_event(
    repository: Scratch, tmp_path: Path, name: str, code: int
) -> None:
    repository.git("switch", "-q", "main")
    repository.write("db/verify.yml", CONFIG + "pull_request_ids: true\n")
    base = repository.commit("ids are asked for")
    repository.git("switch", "-q", "-C", "change")
    repository.write(SECOND, HONEST)
    repository.commit("change items")
    body = {"pull_request": {"base": {"sha": base}}, "merge_group": {"base_sha": base}, "before": base}
    assert repository.check("--static", **event(tmp_path, name, body)).code == code


NAMES = [
    "a b",
    "tab\there",
    'quo"te',
    "übergröße",
    "-leading",
    "new\nline",
    "back\\slash",
    "*",
    "%0A::error::x",
    "$(x)",
]


@pytest.mark.parametrize("name", NAMES)
def test_l20_odd_names_are_seen(judge: Judge, name: str) -> None:
    path = f"db/migrations/202601020900__{name}.sql"
    result = judge(BROKEN, "--static", path=path)
    assert result.code == 1
    assert ("syntax-error", path, 3) in result.findings
    assert ("file-name-invalid", path, 1) in result.findings


def test_l20_renamed_and_deleted_migrations_are_findings(repository: Scratch) -> None:
    repository.git("mv", FIRST, SECOND)
    repository.commit("renamed")
    result = repository.check("--static")
    assert result.code == 1 and result.rules & {
        "migration-deleted",
        "migration-edited-after-merge",
    }
    repository.git("rm", "-q", SECOND)
    repository.write("db/migrations/202601030900__other.sql", HONEST)
    repository.commit("deleted")
    assert "migration-deleted" in repository.check("--static").rules


def test_l19_a_sparse_checkout_hides_nothing(repository: Scratch) -> None:
    """Neither a migration of the change nor one of the base: both are there as committed."""
    repository.write(SECOND, BROKEN)
    repository.commit()
    whole = repository.check()
    assert whole.code == 1
    repository.git("sparse-checkout", "set", "--no-cone", "/*", f"!/{SECOND}", f"!/{FIRST}")
    assert not (repository.folder / SECOND).exists()
    sparse = repository.check()
    assert (sparse.code, sparse.findings) == (1, whole.findings)


@pytest.mark.parametrize(
    "steps",
    [
        ["write", "add"],
        ["write"],
        ["write", "add -N"],
        ["add", "write"],
        ["write", "add", "rm --cached -f"],
        ["unlink"],
        ["rm"],
        ["unlink", "symlink"],
        ["update-index --assume-unchanged", "unlink", "update-index --no-assume-unchanged"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("path", [FIRST, SECOND])
def test_l20_what_is_not_committed_yet_is_judged_as_if_it_were(
    repository: Scratch, path: str, steps: list[str]
) -> None:
    repository.write("docs/notes.md", "A note, so that there is a change.\n")
    repository.commit("note")
    place = repository.folder / path
    for step in steps:
        if step == "write":
            place.write_text(BROKEN)
        elif step == "unlink":
            place.unlink(missing_ok=True)
        elif step == "symlink":
            place.symlink_to("elsewhere.sql")
        elif place.exists() or path == FIRST:
            repository.git(*step.split(), "--", path)
    found = repository.check("--static")
    repository.commit("all of it")
    committed = repository.check("--static")
    assert (found.code, found.findings) == (committed.code, committed.findings)


def test_l19_a_sparse_checkout_hides_no_link_and_brings_nothing_back(repository: Scratch) -> None:
    link = "db/migrations/202601030900__link.sql"
    repository.write(SECOND, HONEST)
    (repository.folder / link).symlink_to("nowhere")
    repository.commit("change items")
    (repository.folder / SECOND).unlink()
    whole = repository.check("--static")
    assert ("syntax-error", link, 1) in whole.findings
    assert SECOND not in {one["path"] for one in whole.report["migrations"]}
    repository.git("sparse-checkout", "set", "--no-cone", "/*", f"!/{link}", f"!/{FIRST}")
    assert not (repository.folder / FIRST).exists()
    (repository.folder / SECOND).unlink(missing_ok=True)
    sparse = repository.check("--static")
    assert sparse.report["migrations"] == whole.report["migrations"]
    assert sparse.report["findings"] == whole.report["findings"]


@pytest.mark.parametrize("committed", [True, False])
def test_l20_another_mode_is_no_edit(repository: Scratch, *, committed: bool) -> None:
    repository.write(SECOND, HONEST)
    repository.commit()
    (repository.folder / FIRST).chmod(0o755)
    if committed:
        repository.commit("another mode")
    result = repository.check()
    assert (result.code, result.findings) == (0, [])


def test_l20_twin_an_odd_name_elsewhere_is_nobodys_business(repository: Scratch, judge: Judge) -> None:
    for name in NAMES:
        repository.write(f"docs/{name}.txt", "text")
    assert judge(HONEST, "--static").code == 0


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"select 1;\n-- \0\ndrop table public.items;\n", 2),
        (b"select 1;\nselect '\xff';\n", 2),
        (b"\xff\xfes\0e\0l\0e\0c\0t\0", 1),
        (b"select 1;\n" + b"-- x\n" * 2_000_000, 1),
    ],
    ids=["nul", "latin-1", "utf-16", "huge"],
)
def test_l21_bytes_that_are_no_text(repository: Scratch, data: bytes, line: int) -> None:
    repository.write(SECOND, data)
    repository.commit("change items")
    result = repository.check("--static")
    assert result.code == 1
    assert [found for found in result.findings if found[1] == SECOND] == [("syntax-error", SECOND, line)]


def test_l21_a_folder_that_may_not_be_looked_into_is_not_empty(
    repository: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: str) -> os.stat_result:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    monkeypatch.setattr("checker.trees.os.lstat", refused)
    assert FIRST in WorkTree(repository.folder, Repo(repository.folder)).entries


def test_l21_a_link_and_a_folder(repository: Scratch, tmp_path: Path) -> None:
    (tmp_path / "outside.sql").write_text("select 1;", encoding="utf-8")
    (repository.folder / SECOND).symlink_to(tmp_path / "outside.sql")
    folder = "db/migrations/202601030900__folder.sql"
    repository.write(f"{folder}/inner.txt", "text")
    repository.write("db/migrations/sub/202601040900__below.sql", HONEST)
    repository.commit("odd")
    result = repository.check("--static")
    assert result.code == 1
    assert ("syntax-error", SECOND, 1) in result.findings
    assert ("file-name-invalid", "db/migrations/sub/202601040900__below.sql", 1) in result.findings
    committed = repository.check("--static", "--head", "HEAD")
    assert committed.report["findings"] == result.report["findings"]


@pytest.mark.parametrize(
    "make", [lambda text: b"\xef\xbb\xbf" + text.encode(), lambda text: text.replace("\n", "\r\n").encode()]
)
def test_l21_twin_a_byte_order_mark_and_windows_line_ends(
    repository: Scratch, make: Callable[[str], bytes]
) -> None:
    repository.write(SECOND, make(HONEST))
    repository.commit("change items")
    assert repository.check("--static").code == 0
    repository.write(SECOND, make(BROKEN))
    repository.commit("broken")
    result = repository.check("--static")
    (found,) = result.of("syntax-error")
    assert (found["line"], found["column"]) == (3, 7)


@pytest.mark.parametrize(
    "directive",
    [
        '-- db-verify: allow policy-without-role reason="nothing to allow"',
        "-- db-verify: allow policy-without-role",
        '-- db-verify: allow policy-without-rolle reason="misspelt"',
        '-- db-verify: alow policy-without-role reason="misspelt"',
        '-- db-verify: allow policy-without-role reason="over" until=2020-01-01',
        '-- db-verify: allow * reason="everything"',
        '-- db-verify: allow syntax-error reason="never"',
        '-- db-verify irreversible reason="no colon"',
        '/* db-verify: irreversible reason="a block" */',
    ],
)
def test_l23_a_suppression_that_suppresses_nothing(judge: Judge, directive: str) -> None:
    result = judge(f"{directive}\n\n{HONEST}", "--static")
    assert result.code == 1
    ((rule, path, line),) = result.findings
    assert rule in ("directive-invalid", "directive-unused") and (path, line) == (SECOND, 1)


def test_l23_a_suppression_covers_its_statement_and_no_other(judge: Judge) -> None:
    policy = "CREATE POLICY {} ON public.items FOR SELECT USING (label = current_user);"
    allow = '-- db-verify: allow policy-without-role reason="every role reads its own"'
    up = f"{allow}\n{policy.format('one')}\n{policy.format('two')}"
    down = "DROP POLICY one ON public.items;\nDROP POLICY two ON public.items;"
    text = HONEST.replace("ALTER TABLE public.items ADD COLUMN colour text;", up)
    text = text.replace("ALTER TABLE public.items DROP COLUMN colour;", down)
    result = judge(text, "--static", "--fail-on", "warning")
    assert [found for found in result.findings if found[0] == "policy-without-role"] == [
        ("policy-without-role", SECOND, 5)
    ]


def test_l23_twin_what_is_allowed_is_listed(judge: Judge) -> None:
    policy = "CREATE POLICY one ON public.items FOR SELECT USING (label = current_user);"
    allow = '-- db-verify: allow policy-without-role reason="every role reads its own" until=2999-12-31'
    text = HONEST.replace("ALTER TABLE public.items ADD COLUMN colour text;", f"{allow}\n{policy}")
    text = text.replace("ALTER TABLE public.items DROP COLUMN colour;", "DROP POLICY one ON public.items;")
    report = judge(text, "--static").report
    (found,) = [one for one in report["findings"] if one["rule"] == "policy-without-role"]
    assert found["suppressed"] == {"reason": "every role reads its own", "where": f"{SECOND}:3"}
    assert report["directives"] == [
        f'{SECOND}:3: allow policy-without-role reason="every role reads its own" until="2999-12-31"'
    ]
