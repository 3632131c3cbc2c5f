"""Each layout's good repository passes, and its broken twins fail on the right file and line.

`good/` is a repository; `twins.json` says which of its files the change adds, and for each twin which files of its own
folder go over the good ones, which go away, and what is then found.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from checker.parse.layouts import layouts
from tests.support import Scratch

HERE = Path(__file__).parent
LAYOUTS = sorted(folder.name for folder in HERE.iterdir() if (folder / "twins.json").exists())
WORDS = {name: json.loads((HERE / name / "twins.json").read_text()) for name in LAYOUTS}
TWINS = [(name, twin) for name in LAYOUTS for twin in sorted(WORDS[name]["twins"])]


def copy(folder: Path, scratch: Scratch, leave_out: tuple[str, ...] = ()) -> None:
    for place in sorted(folder.rglob("*")):
        path = place.relative_to(folder).as_posix()
        if place.is_file() and path not in leave_out:
            scratch.write(path, place.read_bytes())


def repository(tmp_path: Path, name: str) -> Scratch:
    """The good repository, its new migrations on a branch."""
    scratch = Scratch(tmp_path / "repository")
    copy(HERE / name / "good", scratch, tuple(WORDS[name]["new"]))
    scratch.branch(message="base")
    copy(HERE / name / "good", scratch)
    return scratch


def test_every_layout_has_examples() -> None:
    assert set(LAYOUTS) == set(layouts())
    assert all(len(words["twins"]) >= 5 for words in WORDS.values())


def test_the_readme_names_every_layout() -> None:
    text = (HERE.parent.parent / "README.md").read_text(encoding="utf-8").lower()
    assert not [name for name in layouts() if not re.search(rf"\b{name}\b", text)]


@pytest.mark.parametrize("arguments", [("--static",), ()], ids=["static", "trial"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_the_good_one_passes(tmp_path: Path, name: str, arguments: tuple[str, ...]) -> None:
    scratch = repository(tmp_path, name)
    scratch.commit("change")
    result = scratch.check(*arguments)
    assert (result.code, result.findings) == (0, []), result.out + result.err
    judged = [migration for migration in result.report["migrations"] if migration["changed"]]
    assert len(judged) == 2
    if not arguments:
        reversible = "not-tried" if name in ("supabase", "drizzle", "plain") else "proven"
        assert {migration["reversible"] for migration in judged} == {reversible}


@pytest.mark.parametrize(("name", "twin"), TWINS, ids=[f"{name}-{twin}" for name, twin in TWINS])
def test_a_broken_one_fails_where_it_is_broken(tmp_path: Path, name: str, twin: str) -> None:
    words: dict[str, Any] = WORDS[name]["twins"][twin]
    scratch = repository(tmp_path, name)
    copy(HERE / name / twin, scratch)
    for path in words["delete"]:
        (scratch.folder / path).unlink()
    scratch.commit("change")
    result = scratch.check(*(() if words.get("trial") else ("--static",)))
    assert result.code == 1, result.out + result.err
    assert tuple(words["expect"]) in result.findings


def test_a_crate_of_a_larger_repository_is_one(tmp_path: Path) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", "version: 1\nmigrations: [{path: backend/migrations}, {path: other/migrations}]\n")
    scratch.write("backend/Cargo.toml", "")
    for folder in ("backend", "other"):
        scratch.write(f"{folder}/migrations/1_a.up.sql", f"create schema {folder};\n")
        scratch.write(f"{folder}/migrations/1_a.down.sql", f"drop schema {folder};\n")
    scratch.commit("all")
    notes = [note for note in scratch.check("--static", "--all").report["notes"] if "guessed" in note]
    assert notes == [
        "the layout of backend/migrations was guessed to be sqlx: files are called ….up.sql, and there is backend/Cargo.toml",
        "the layout of other/migrations was guessed to be golang-migrate: files are called ….up.sql and ….down.sql",
    ]


@pytest.mark.parametrize(
    ("up", "down", "told"),
    [
        ("-- ====  UP  ====", "-- ==== DOWN ====", True),
        ("-- rambler up", "-- rambler down", True),
        ("-- +micrate Up", "-- +micrate Down", True),
        ("-- UP", "-- DOWN:", True),
        ("", "-- down", False),
        ("-- up and", "-- down", False),
    ],
)
def test_plain_files_do_not_know_where_a_down_begins(tmp_path: Path, up: str, down: str, told: bool) -> None:
    scratch = Scratch(tmp_path)
    scratch.write("db/verify.yml", "version: 1\nmigrations: [{path: m, layout: plain}]\nexposed_schemas: []\n")
    scratch.write("m/1_a.sql", f"{up}\ncreate schema app;\n{down}\ndrop schema app;\n")
    scratch.commit("all")
    found = scratch.check("--static", "--all").findings
    assert (("down-marker-ambiguous", "m/1_a.sql", 3) in found) == told


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_is_guessed_and_the_report_says_so(tmp_path: Path, name: str) -> None:
    scratch = Scratch(tmp_path / "repository")
    copy(HERE / name / "good", scratch)
    scratch.replace("db/verify.yml", f"    layout: {name}\n", "")
    if name == "sqlx":
        scratch.write("Cargo.toml", "")
    scratch.commit("all")
    report = scratch.check("--static", "--all").report
    (note,) = [note for note in report["notes"] if "guessed" in note]
    assert f"guessed to be {name}:" in note
    assert len(report["migrations"]) == 4
