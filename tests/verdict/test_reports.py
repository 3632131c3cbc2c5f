"""Ways a check lies by its reports (L2, L13, L18, L33, L34, L39): each as a bad twin that must not be green, and
a good twin that must."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench.generate import FOLDER, History, generate
from checker.report import FORMATS
from tests.report.test_github import commands
from tests.support import COMMAND, Result, Scratch, db_verify, environment

HUMAN = [name for name in FORMATS if name != "json"]
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


def repository(folder: Path, history: History) -> Scratch:
    scratch = Scratch(folder)
    history.write(folder)
    scratch.commit("everything")
    return scratch


@pytest.fixture
def good(tmp_path: Path) -> Scratch:
    return repository(tmp_path / "good", generate(6, seed=1))


@pytest.fixture
def bad(tmp_path: Path) -> Scratch:
    return repository(tmp_path / "bad", generate(6, seed=1, defects=["syntax-error"]))


def check(scratch: Scratch, format: str, *arguments: str) -> Result:
    return db_verify(scratch.folder, "check", "--all", "--format", format, *arguments)


def reports(scratch: Scratch, *arguments: str) -> tuple[int, dict[str, str]]:
    """The exit code and each format's report of one run, as they are printed and as they are written."""
    folder = scratch.folder.parent / f"reports of {scratch.folder.name}"
    folder.mkdir(exist_ok=True)
    asked = [f"--report={format}={folder / format}" for format in FORMATS]
    done = check(scratch, "text", *asked, *arguments)
    written = {format: (folder / format).read_bytes().decode("utf-8") for format in FORMATS}
    assert done.out == written["text"]
    return done.code, written


# L2: PASSED printed from a constant


def test_l2_with_the_trial_broken_no_report_says_pass(good: Scratch) -> None:
    code, broken = reports(good, "--database", NOWHERE)
    assert code == 3
    for format in HUMAN:
        assert not re.search(r"\bpass|✅", broken[format], re.IGNORECASE), format
    assert json.loads(broken["sarif"])["runs"][0]["invocations"][0]["executionSuccessful"] is False
    assert int(ET.fromstring(broken["junit"]).get("errors", "0")) > 0  # noqa: S314 - it is our own


@pytest.mark.wheel
def test_l2_twin_with_the_trial_whole_the_reports_say_pass(good: Scratch) -> None:
    code, whole = reports(good)
    assert code == 0
    for format in ("text", "github", "markdown", "html"):
        assert re.search(r"\bpass: no findings", whole[format]), format


def test_l2_each_stage_says_what_became_of_it(good: Scratch) -> None:
    report = check(good, "json", "--database", NOWHERE).report
    assert (report["verdict"], report["complete"]) == ("error", False)
    assert {stage["name"]: stage["status"] for stage in report["stages"]} == {
        "discover": "passed",
        "parse": "passed",
        "static": "passed",
        "trial": "errored",
        "live": "not-run",
    }
    assert all(item["reversible"] != "proven" and not item["steps"] for item in report["migrations"])
    whole = check(good, "json").report
    assert (whole["verdict"], whole["complete"]) == ("pass", True)
    assert {stage["status"] for stage in whole["stages"]} == {"passed"}
    assert {item["reversible"] for item in whole["migrations"]} == {"proven"}


# L13: crash, exception, SIGTERM, timeout read as a pass

CRASH = """
import sys
from msgspec.structs import replace
import checker.judge
from checker.rules import all_rules

def crash(subject):
    raise RuntimeError("the rule is broken")
    yield

broken = {id: replace(rule, check=crash) if id == sys.argv[1] else rule for id, rule in all_rules().items()}
assert any(rule.check is crash for rule in broken.values())
checker.judge.all_rules = lambda: broken
from checker.cli import run
sys.exit(run(sys.argv[2:]))
"""

WAIT = """
import sys, time
import checker.run

def never(*arguments, **named):
    print("ready", file=sys.stderr, flush=True)
    time.sleep(60)

setattr(checker.run, sys.argv[1], never)
from checker.cli import run
sys.exit(run(sys.argv[2:]))
"""


@pytest.mark.parametrize("rule", ["syntax-error", "view-contract-broken"])
def test_l13_a_rule_that_crashes_is_an_error_and_hides_nothing(good: Scratch, rule: str) -> None:
    newest = max(good.folder.joinpath(FOLDER).iterdir()).relative_to(good.folder)
    text = (good.folder / newest).read_text()
    good.write(str(newest), text.partition("/* DOWN */")[0])
    done = subprocess.run(
        [sys.executable, "-c", CRASH, rule, "check", "--all", "--format", "json"],
        cwd=good.folder,
        env=environment(),
        capture_output=True,
        text=True,
    )
    report = Result(done.returncode, done.stdout, done.stderr).report
    assert (done.returncode, report["complete"]) == (3, False)
    assert rule in report["error"] and "the rule is broken" in report["error"]
    assert "down-missing" in {item["rule"] for item in report["findings"]}
    good.write(str(newest), text)
    assert check(good, "json").code == 0


@pytest.mark.parametrize(
    "program",
    [
        [sys.executable, "-c", CRASH, "syntax-error", "check", "--static"],
        [str(COMMAND), "check", "--database", "postgresql://127.0.0.1:1/nobody"],
    ],
    ids=["a rule that crashes", "no database"],
)
def test_l13_a_run_that_was_not_made_to_its_end_writes_no_baseline(good: Scratch, program: list[str]) -> None:
    done = subprocess.run([*program, "--write-baseline"], cwd=good.folder, env=environment())
    assert done.returncode == 3
    assert not (good.folder / "db/verify-baseline.json").exists()


@pytest.mark.parametrize("stage", ["read_change", "try_change", "judge"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_l13_a_run_that_is_stopped_is_not_green(good: Scratch, stage: str, number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAIT, stage, "check", "--all", "--format", "json"],
        cwd=good.folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "ready\n"
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    report = Result(process.returncode, out, err).report
    assert (process.returncode, report["verdict"], report["complete"]) == (3, "error", False)
    assert report["error"] == f"stopped by {'SIGTERM' if number is signal.SIGTERM else 'an interrupt'}"
    assert "errored" in {item["status"] for item in report["stages"]}


# L18: the verdict parsed out of printed text; a file name that forges it

FORGED = (
    "[PASS].sql",
    "x%0A::error::.sql",
    "::error file=db::pass.sql",
    "##[error]pass.sql",
    "a\n::notice::pass: no findings\n.sql",
    "\x1b[2K\rpass.sql",
    "quote\"'`<b>|&.sql",
)


@pytest.mark.parametrize("name", FORGED, ids=range(len(FORGED)))
def test_l18_a_name_forges_nothing(good: Scratch, name: str) -> None:
    """A broken migration of that name is broken, in every format."""
    good.write(f"{FOLDER}/{name}", "CREATE TABEL x ();\n")
    good.commit("a migration")
    code, results = reports(good, "--static")
    assert code == 1
    report = Result(code, results["json"], "").report
    shown = commands(results["github"])
    counted = [finding for finding in report["findings"] if not finding["suppressed"]]
    assert len(shown) == len(counted) >= 1
    assert {command.name for command in shown} <= {"error", "warning"}
    for format in ("text", "github", "markdown"):
        assert not re.search(r"(?m)^\s*pass", results[format])
    assert results["text"].splitlines()[-1].startswith("fail: ")
    assert "\x1b" not in "".join(results.values())


@pytest.mark.parametrize("name", FORGED, ids=range(len(FORGED)))
def test_l18_twin_a_file_that_is_none_of_its_business(good: Scratch, name: str) -> None:
    good.write(f"notes/{name}", "pass")
    good.commit("a note")
    log = check(good, "github", "--static")
    assert log.code == 0 and commands(log.out) == []


# L33: annotations cut off at 10


def test_l33_200_findings_are_200_everywhere_and_the_last_annotation_says_so(tmp_path: Path) -> None:
    history = generate(200, seed=3, tables=200)
    files = {
        path: text.replace("CREATE TABLE", "CREATE TABEL") if path.startswith(FOLDER) else text
        for path, text in history.files.items()
    }
    many = repository(tmp_path, History(files, history.ids))
    code, results = reports(many, "--static")
    report = Result(code, results["json"], "").report
    errors = [item for item in report["findings"] if item["severity"] == "error"]
    assert code == 1 and report["verdict"] == "fail" and len(errors) == 200
    shown = [command for command in commands(results["github"]) if command.name == "error"]
    assert len(shown) == 10
    assert shown[-1].message.startswith("191 more errors, in ") and "summary" in shown[-1].message
    for format in ("text", "github", "markdown", "html"):
        assert "fail: 200 errors" in results[format]
    assert len(json.loads(results["sarif"])["runs"][0]["results"]) == 200
    assert ET.fromstring(results["junit"]).get("failures") == "200"  # noqa: S314 - it is our own


def test_l33_twin_what_fits_is_shown_whole(bad: Scratch) -> None:
    shown = commands(check(bad, "github", "--static").out)
    assert len(shown) == 1 and "more" not in shown[0].message


# L34: a failure to report changes or hides the verdict


def test_l34_a_report_that_cannot_be_written_changes_no_verdict(
    good: Scratch, bad: Scratch, tmp_path: Path
) -> None:
    nowhere = [f"--report={format}=/nowhere/report" for format in FORMATS]
    for arguments in ([*nowhere], ["--output=/nowhere/report"], [f"--output={tmp_path}"]):
        for scratch, code in ((good, 0), (bad, 1)):
            result = check(scratch, "json", "--static", *arguments)
            assert result.code == code
            assert result.err.count("can't be written") == len(arguments)
            # The report itself is then printed, so that nobody is left with an exit status alone.
            assert result.report["verdict"] == ("fail" if code else "pass")


@pytest.mark.parametrize("format", ["text", "json"])
def test_l34_a_full_disk_under_standard_output_changes_no_verdict(
    good: Scratch, bad: Scratch, format: str
) -> None:
    for scratch, code in ((good, 0), (bad, 1)):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [COMMAND, "check", "--all", "--static", f"--format={format}"],
                cwd=scratch.folder,
                env=environment(),
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
            )
        assert done.returncode == code
        assert "can't be printed" in done.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_l34_a_stream_that_is_closed_changes_no_verdict(good: Scratch, bad: Scratch, closed: str) -> None:
    for scratch, code in ((good, 0), (bad, 1)):
        report = scratch.folder.parent / f"{code}.json"
        line = f'"$0" check --all --static --report "json=$1" {closed}'
        done = subprocess.run(
            ["bash", "-c", line, COMMAND, report], cwd=scratch.folder, env=environment(), capture_output=True
        )
        assert (done.returncode, done.stderr) == (code, b"")
        assert json.loads(report.read_text())["verdict"] == ("fail" if code else "pass")


def test_l34_who_reads_only_the_beginning_leaves_the_other_reports_whole(
    good: Scratch, tmp_path: Path
) -> None:
    report = tmp_path / "report.json"
    line = '"$0" check --all --static --report "json=$1" | true; exit "${PIPESTATUS[0]}"'
    done = subprocess.run(
        ["bash", "-c", line, COMMAND, report], cwd=good.folder, env=environment(), capture_output=True
    )
    assert (done.returncode, done.stderr) == (3, b"")
    assert json.loads(report.read_text())["verdict"] == "pass"


@pytest.mark.parametrize("arguments", [["rules"], ["rules", "table-without-rls"]])
def test_what_can_not_be_printed_is_no_defect(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([COMMAND, *arguments], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (
        3,
        "db-verify: standard output takes nothing: No space left on device\n",
    )


@pytest.mark.parametrize("format", ["text", "json"])
def test_l34_the_terminal_changes_no_verdict_and_no_bytes(bad: Scratch, format: str) -> None:
    bad.write(f"{FOLDER}/202601010000__größe_東京.sql", "-- ünï\nCREATE TABEL größe ();\n")
    arguments = ("check", "--all", "--static", "--format", format)
    plain = db_verify(bad.folder, *arguments, PYTHONIOENCODING="latin-1", TERM="dumb", COLUMNS="20")
    utf8 = db_verify(bad.folder, *arguments, FORCE_COLOR="1", TERM="xterm-256color")
    # Without what Python does of itself in the locale C.
    ascii_ = db_verify(bad.folder, *arguments, LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0")
    assert plain.code == utf8.code == ascii_.code == 1
    assert "größe_東京" in plain.out
    assert "größe_東京" in ascii_.out
    assert re.sub(r"\d+\.\d+", "", plain.out) == re.sub(r"\d+\.\d+", "", utf8.out)


def test_l34_twin_reports_that_can_be_written_are(good: Scratch, bad: Scratch) -> None:
    for scratch, code in ((good, 0), (bad, 1)):
        done, written = reports(scratch, "--static")
        assert done == code
        assert all(written.values())


# L39: a green over-read as "the database is fine"


def test_l39_every_report_says_what_was_not_proven(good: Scratch, bad: Scratch) -> None:
    for scratch, arguments in (
        (good, ["--static"]),
        (good, ["--database", NOWHERE]),
        (bad, ["--static"]),
        (good, []),
    ):
        for format, report in reports(scratch, *arguments)[1].items():
            assert "production's data" in report.replace("&#39;", "'"), format
            assert ("only running the migrations can show" in report) == bool(arguments), format


def test_l39_twin_a_pass_is_said_to_be_what_it_is(good: Scratch) -> None:
    code, static = reports(good, "--static")
    assert code == 0
    for format in ("text", "markdown", "html", "github"):
        assert "pass (not run: trial, live)" in static[format]
