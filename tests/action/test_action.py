"""The action's own steps, in bash, in a scratch repository, with GitHub's variables and an event file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.generate import FOLDER, generate
from tests.action.runner import Runner
from tests.support import Scratch

CONFIG = """\
version: 1
migrations:
  - path: db/migrations
    layout: marker
trial: {owner: app_owner}
"""
GOOD = """\
BEGIN;
CREATE TABLE {name} (id bigint PRIMARY KEY);
ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {name} FORCE ROW LEVEL SECURITY;
COMMIT;

/* DOWN */

BEGIN;
DROP TABLE {name};
COMMIT;
"""
NEW = "db/migrations/202601020900__second.sql"


@pytest.fixture
def job(tmp_path: Path) -> Runner:
    """A pull request that adds one good migration to a repository that has one."""
    repository = Scratch(tmp_path / "repository")
    repository.write("db/verify.yml", CONFIG)
    repository.write("db/migrations/202601010900__first.sql", GOOD.format(name="first"))
    base = repository.commit("base")
    repository.git("checkout", "-q", "-b", "change")
    repository.write(NEW, GOOD.format(name="second"))
    head = repository.commit("add 202601020900")
    event = {
        "pull_request": {
            "title": "Add 202601020900",
            "body": "",
            "base": {"sha": base, "ref": "main"},
            "head": {"sha": head},
        }
    }
    return Runner(repository, tmp_path / "runner", event=event)


def test_a_good_change_is_green_and_said_to_be(job: Runner) -> None:
    done = job.run(static="true")
    assert done.code == 0, done.log
    assert done.outputs["verdict"] == "pass" and done.outputs["exit-code"] == "0"
    assert json.loads(Path(done.outputs["report"]).read_text())["verdict"] == "pass"
    assert done.summary.startswith("## ✅ DB Verify: pass")
    assert "::error" not in done.log


def test_the_whole_check_runs_in_the_action(tmp_path: Path) -> None:
    history = generate(3, seed=4)
    newest = max(path for path in history.files if path.startswith(FOLDER))
    repository = Scratch(tmp_path / "repository")
    history.write(repository.folder)
    (repository.folder / newest).unlink()
    base = repository.commit("base")
    history.write(repository.folder)
    repository.commit("change")
    job = Runner(repository, tmp_path / "runner", "push", {"before": base, "ref": "refs/heads/main"})
    done = job.run()
    assert done.code == 0, done.log
    report = json.loads(Path(done.outputs["report"]).read_text())
    assert [item["reversible"] for item in report["migrations"] if item["changed"]] == ["proven"]
    assert report["base"] == base
    repository.replace(
        newest, "COMMIT;\n\n/* DOWN */", "CREATE TYPE public.left_behind AS ENUM ();\n\nCOMMIT;\n\n/* DOWN */"
    )
    repository.commit("leave something behind")
    assert job.run().code == 1


def test_a_bad_change_is_red_annotated_and_in_the_summary(job: Runner) -> None:
    job.repository.write(NEW, GOOD.format(name="second").replace("CREATE TABLE", "CREATE TABEL"))
    job.repository.commit("break it")
    done = job.run(static="true")
    assert done.code == 1
    assert done.outputs["verdict"] == "fail" and done.outputs["exit-code"] == "1"
    assert f"::error file={NEW},line=2," in done.log
    assert "syntax-error" in done.summary and done.summary.startswith("## ❌ DB Verify: fail")


def test_l19_a_base_that_was_not_fetched_is_an_error_and_never_green(job: Runner) -> None:
    job.event["pull_request"]["base"]["sha"] = "1" * 40
    done = job.run(static="true")
    assert done.code == 3
    assert done.outputs["verdict"] == "error"
    assert "::error title=DB Verify" in done.log
    assert "pass" not in done.summary


def test_a_wrong_config_is_a_usage_error(job: Runner) -> None:
    done = job.run(static="true", config="db/nowhere.yml")
    assert (done.code, done.outputs["verdict"]) == (2, "usage")


@pytest.mark.parametrize("value", ["yes", "", "TRUE; rm -rf /"])
def test_an_input_that_is_neither_true_nor_false_is_refused(job: Runner, value: str) -> None:
    assert job.run(all=value).code == 2


def test_l11_a_program_that_is_not_there_is_not_green(job: Runner) -> None:
    assert job.run(program="/nowhere/db-verify").code != 0


def test_inputs_are_text_and_never_shell(job: Runner, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    for text in (f"$(touch {mark})", f"`touch {mark}`", f"; touch {mark}", f'" && touch {mark} #'):
        assert job.run(static="true", config=text, base=text).code == 2 or not mark.exists()
        assert not mark.exists()


@pytest.mark.parametrize(
    "lost",
    [
        {"GITHUB_STEP_SUMMARY": "/nowhere/summary"},
        {"GITHUB_STEP_SUMMARY": ""},
        {"GITHUB_OUTPUT": "/nowhere/output"},
    ],
)
def test_l34_what_cannot_be_written_changes_no_verdict(job: Runner, lost: dict[str, str]) -> None:
    good = job.run(static="true", env=lost)
    assert good.code == 0, good.log
    job.repository.write(NEW, "select 1 from;")
    job.repository.commit("break it")
    bad = job.run(static="true", env=lost)
    assert bad.code == 1, bad.log
    assert f"::error file={NEW}" in bad.log
    if any(lost.values()):
        assert "warning" in good.log


def test_other_reports_are_written_where_they_are_asked_for(job: Runner, tmp_path: Path) -> None:
    files = {name: str(tmp_path / f"report.{name}") for name in ("json", "sarif", "junit", "html")}
    done = job.run(static="true", **files)
    assert done.code == 0, done.log
    assert done.outputs["report"] == files["json"]
    assert json.loads(Path(files["sarif"]).read_text())["version"] == "2.1.0"
    assert Path(files["junit"]).read_text().startswith("<?xml")
    assert Path(files["html"]).read_text().startswith("<!doctype html>")


def test_a_folder_of_the_repository_will_do(job: Runner) -> None:
    assert job.run(static="true", working_directory="db").code == 0


def test_the_install_step_installs_what_is_locked_and_nothing_of_the_pull_request(job: Runner) -> None:
    for name in ("pip", "venv", "checker", "ensurepip", "hatchling", "sitecustomize"):
        job.repository.write(f"{name}.py", "raise SystemExit(0)\n")
        job.repository.write(f"{name}/__main__.py", "raise SystemExit(0)\n")
        job.repository.write(f"{name}/__init__.py", "raise SystemExit(0)\n")
    job.repository.commit("modules that would end every Python program, with success")
    done = job.run(static="true", program="")
    assert done.code == 0, done.log
    assert set(done.steps) == {"Install db-verify", "DB Verify"}
    assert (job.temporary / "db-verify" / "bin" / "db-verify").exists()
    assert done.outputs["verdict"] == "pass"
    assert json.loads(Path(done.outputs["report"]).read_text())["verdict"] == "pass"
