"""`db-verify contracts`: through the installed program, in a real repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import Scratch, db_verify

CONTRACT = (Path(__file__).parent / "data/v_eng_trace.odcs.yaml").read_text()
PATH = "contracts/v_eng_trace.odcs.yaml"
CONFIG = "version: 1\nmigrations: [{path: db/migrations, layout: marker}]\ncontracts: {path: contracts}\n"


@pytest.fixture
def repository(tmp_path: Path) -> Scratch:
    scratch = Scratch(tmp_path / "repository")
    scratch.write("db/verify.yml", CONFIG)
    scratch.write(
        "db/migrations/202601010000__one.sql",
        "BEGIN;\nSELECT 1;\nCOMMIT;\n/* DOWN */\nBEGIN;\nSELECT 1;\nCOMMIT;\n",
    )
    scratch.write(PATH, CONTRACT)
    scratch.branch(message="one")
    return scratch


def test_diff_says_that_nothing_has_changed(repository: Scratch) -> None:
    repository.write("README.md", "x")
    done = db_verify(repository.folder, "contracts", "diff")
    assert (done.code, done.out) == (0, "No contract has changed (1 contract).\n"), done.err


def test_diff_without_a_change_says_what_it_can_do(repository: Scratch) -> None:
    done = db_verify(repository.folder, "contracts", "diff")
    assert (done.code, done.err.splitlines()[-1]) == (3, "  Name another base with --base."), done
    repository.git("branch", "-q", "-D", "main")
    done = db_verify(repository.folder, "contracts", "diff")
    assert (done.code, "--base" in done.err, "--all" in done.err) == (3, True, False), done


def test_diff_tells_breaking_first_and_who_breaks(repository: Scratch) -> None:
    repository.replace(PATH, "version: 1.2.0", "version: 2.0.0")
    repository.replace(PATH, "physicalType: numeric(5,2)", "physicalType: numeric")
    repository.replace(
        PATH,
        "    quality:\n      - metric: rowCount",
        "      - name: note\n        physicalType: text\n    quality:\n      - metric: rowCount",
    )
    repository.replace(PATH, "  - role: venture_app\n    access: read\n", "")
    uses = "uses:\n  - view: public.v_eng_trace\n    columns: [{}]\n"
    repository.write("contracts/consumers/a.yml", "consumer: a\n" + uses.format("readiness"))
    repository.write("contracts/consumers/b.yml", "consumer: b\n" + uses.format("sd_id"))
    done = db_verify(repository.folder, "contracts", "diff")
    assert done.out.splitlines() == [
        "public.v_eng_trace  1.2.0 → 2.0.0",
        f"  breaking  the type of readiness is numeric, not numeric(5,2)  ({PATH}:37)",
        "            breaks a",
        f"  breaking  the role venture_app may not read it  ({PATH}:61)",
        "            breaks a, b",
        f"  additive  the column note is new  ({PATH}:56)",
        "2 breaking, 1 additive, 0 without effect on readers",
    ], done.err
    assert done.code == 0


def test_diff_says_what_it_could_not_compare(repository: Scratch) -> None:
    repository.replace(PATH, "status: active", "status: activ")
    done = db_verify(repository.folder, "contracts", "diff")
    assert done.code == 1
    assert f"{PATH}:6:9: not valid, and not compared: there is no status 'activ'" in done.out


def test_docs_are_written_and_then_current(repository: Scratch) -> None:
    page = repository.folder / "contracts/v_eng_trace.md"
    assert db_verify(repository.folder, "contracts", "docs", "--static", "--check").code == 1
    assert not page.exists()
    done = db_verify(repository.folder, "contracts", "docs", "--static")
    assert (done.code, done.err) == (0, "")
    text = page.read_text()
    assert "| `readiness` | `numeric(5,2)` | possible | Per cent. |  |" in text
    assert 't1[("strategic_directives_v2")] --> view' in text
    repository.commit("pages")
    assert db_verify(repository.folder, "contracts", "docs", "--static", "--check").code == 0
    repository.replace(PATH, "description: Per cent.", "description: Per cent, 0 to 100.")
    assert db_verify(repository.folder, "contracts", "docs", "--static", "--check").code == 1
    found = repository.check("--static").findings
    assert ("contract-page-outdated", "contracts/v_eng_trace.md", 1) in found


def test_a_page_tells_the_versions_that_git_remembers(repository: Scratch) -> None:
    repository.replace(PATH, "version: 1.2.0", "version: 1.3.0")
    repository.write(
        PATH,
        (repository.folder / PATH)
        .read_text()
        .replace("  - role: venture_app", "  - role: service\n  - role: venture_app"),
    )
    done = db_verify(repository.folder, "contracts", "docs", "--static")
    assert done.code == 0, done.err
    rows = [
        line
        for line in (repository.folder / "contracts/v_eng_trace.md").read_text().splitlines()
        if line.startswith("| `1.")
    ]
    assert rows == [
        "| `1.3.0` | this version | additive: the role service may read it |",
        "| `1.2.0` | 2026-01-01 | first published |",
    ]


def test_what_a_contract_says_stays_text_on_its_page(repository: Scratch) -> None:
    hostile = "</td><script>alert(1)</script> | `x` [a](b)\\n# heading"
    repository.replace(PATH, "description: Per cent.", f'description: "{hostile}"')
    db_verify(repository.folder, "contracts", "docs", "--static")
    text = (repository.folder / "contracts/v_eng_trace.md").read_text()
    assert "<script>" not in text
    assert "\n# heading" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \\| \\`x\\` \\[a\\](b) \\# heading" in text


def test_a_page_that_is_a_link_is_not_written_through(repository: Scratch, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text("mine")
    (repository.folder / "contracts/v_eng_trace.md").symlink_to(outside)
    done = db_verify(repository.folder, "contracts", "docs", "--static")
    assert done.code == 3
    assert outside.read_text() == "mine"


def test_a_page_that_can_not_be_written_is_told(repository: Scratch) -> None:
    (repository.folder / "contracts/v_eng_trace.md").mkdir()
    done = db_verify(repository.folder, "contracts", "docs", "--static")
    assert (done.code, done.err) == (
        3,
        "db-verify: contracts/v_eng_trace.md can't be read or written: Is a directory\n",
    )


@pytest.mark.parametrize("action", ["diff", "check", "docs"])
def test_a_config_without_contracts_is_told(repository: Scratch, action: str) -> None:
    repository.git("checkout", "-q", "main")
    repository.replace("db/verify.yml", "contracts: {path: contracts}\n", "")
    repository.branch("other", "none")
    repository.write("x", "x")
    done = db_verify(repository.folder, "contracts", action)
    assert (done.code, done.out) == (2, "")
    assert "names no contracts" in done.err
