"""What a database has had, what it lacks, and how it differs from what the files make."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from checker.commits import file_at
from checker.contracts import with_contracts
from checker.errors import CannotCheck, CheckerError
from checker.model import Script
from checker.ops import checks, ledger
from checker.ops.chain import Chain, built
from checker.ops.drift import bootstrap_superuser, drift, live_snapshot, told
from checker.ops.files import Files
from checker.ops.ledger import Entry
from checker.ops.plan import State, compare
from checker.ops.target import Target
from checker.ops.verdicts import Verdict, speaks_of_others
from checker.parse.sql import parse_script, read_text
from checker.report.escape import visible
from checker.report.words import number

if TYPE_CHECKING:
    import psycopg

SectionStatus = Literal["passed", "failed", "not-run"]


@dataclass(frozen=True, slots=True)
class Section:
    """One question to the database: what was found, in sentences, and in a few words what was looked at."""

    name: str
    status: SectionStatus
    detail: str
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Status:
    """The ledger against the files, and each question with its answer; `state` is None where no database was asked."""

    database: str
    commit: str | None
    state: State | None
    sections: tuple[Section, ...]

    @property
    def exit_code(self) -> int:
        """3 where a question could not be answered, 1 where something was found, else 0."""
        said = {section.status for section in self.sections}
        return 3 if "not-run" in said else 1 if "failed" in said else 0


def look(
    target: Target, files: Files, *, with_drift: bool, with_checks: bool, progress: Callable[[str], None]
) -> Status:
    """Look at a database, and change nothing in it.

    Raises CannotCheck where it can't be reached; what else can't be done is a section that was not run.
    """
    names = ("drift", "access", "contracts") if with_checks else ("drift",) if with_drift else ()
    state: State | None = None
    with target.connect(read_only=True) as connection, target.answering():
        try:
            others = ledger.demand_no_other(connection, files.layouts)
        except CannotCheck as error:
            sections = [Section("ledger", "not-run", str(error)), *_unknown(names)]
        else:
            entries = ledger.read(connection)
            state = compare(files.change, entries, files.continues)
            sections = [_ledger(state, others)]
            if names:
                sections += _against_chain(target, connection, files, state, entries, names, progress)
        if with_checks:
            progress("the data")
            sections.append(_section("data", lambda: checks.data(connection, target)))
    return Status(target.name, files.commit, state, tuple(sections))


def of_files(verdict: Verdict, files: Files) -> Section:
    """What a check of the files came to; one of another commit or by another config says nothing."""
    if (other := speaks_of_others(verdict, files)) is not None:
        return Section("files", "not-run", other)
    if verdict.verdict not in ("pass", "fail") or not verdict.complete:
        return Section("files", "not-run", verdict.error or "the check could not be made", verdict.failing)
    detail = f"{number(len(verdict.migrations), 'migration')} and {number(len(verdict.scripts), 'script')}, by db-verify check"
    detail += "" if verdict.tried else "; the migrations were not run to their end"
    return Section("files", "passed" if verdict.verdict == "pass" else "failed", detail, verdict.failing)


def _unknown(names: Sequence[str]) -> list[Section]:
    return [
        Section(name, "not-run", "the files do not say what this database had; see the ledger")
        for name in names
    ]


def _ledger(state: State, others: str | None) -> Section:
    found = [f"{id}: edited after it was applied" for id in state.edited if id not in state.interrupted]
    found += [f"{id}: was applied here, and is not in the files" for id in state.unknown]
    found += [
        f"{id}: was begun and not finished"
        + (", and what is done of it is not in its file any more" if id in state.begun_otherwise else "")
        for id in state.interrupted
    ]
    found += [f"{path}: its last run was interrupted" for path in state.half_scripts]
    found += [f"{id}: comes before one that is applied already" for id in state.out_of_order]
    if state.going_down_to is not None:
        found.append(f"taking back to {state.going_down_to or 'the beginning'} was interrupted")
    detail = f"{len(state.applied)} applied, {len(state.pending)} pending{f'; {others}' if others else ''}"
    return Section("ledger", "failed" if found else "passed", detail, tuple(found))


def _against_chain(
    target: Target,
    connection: psycopg.Connection[Any],
    files: Files,
    state: State,
    entries: Sequence[Entry],
    names: Sequence[str],
    progress: Callable[[str], None],
) -> list[Section]:
    """The questions of these names, which need the files' own database to compare with."""
    if state.edited or state.unknown or state.interrupted or state.going_down_to is not None:
        return _unknown(names)
    progress("reading the catalog")
    live = live_snapshot(connection)
    applied = [m for m in files.change.migrations if m.id in state.applied]
    progress("building the same in a throw-away Postgres")
    try:
        major, superuser = connection.info.server_version // 10000, bootstrap_superuser(connection)
        with built(files.change, applied, major, superuser) as chain:
            for script in _scripts(files, entries):
                chain.run(script)
            expected = chain.snapshot()
            found = tuple(told(drift(chain, expected, live)))
            detail = f"{number(len(live.objects), 'object')}, against {number(len(applied), 'migration')} on PostgreSQL {major}"
            sections = [Section("drift", "failed" if found else "passed", detail, found)]
            if len(names) > 1:
                progress("access and contracts")
                sections += _acted(target, connection, files, chain)
    except CannotCheck as error:
        return [Section(name, "not-run", str(error)) for name in names]
    return sections


def _acted(target: Target, connection: psycopg.Connection[Any], files: Files, chain: Chain) -> list[Section]:
    change = with_contracts(files.change)
    return [
        _section("access", lambda: checks.access(connection, target, chain, change)),
        _section("contracts", lambda: checks.contracts(connection, target, change)),
    ]


def _section(name: str, ask: Callable[[], checks.Answer]) -> Section:
    try:
        answer = ask()
    except CheckerError as error:
        return Section(name, "not-run", str(error))
    if not answer.whole:
        return Section(name, "not-run", answer.detail, answer.found)
    return Section(name, "failed" if answer.found else "passed", answer.detail, answer.found)


def _scripts(files: Files, entries: Sequence[Entry]) -> list[Script]:
    """The repeatable scripts with the text that was run here, in the order in which they were.

    Raises CannotCheck where neither the files nor git's history have a text.
    """
    now = {script.path: script for script in files.change.repeatable}
    found = []
    for entry in sorted(
        (e for e in entries if e.kind == "script" and e.finished_at), key=lambda e: (e.finished_at, e.id)
    ):
        script = now.get(entry.path)
        if script is None or script.source.sha256 != entry.sha256:
            commit = (entry.commit or "").partition("+")[0]
            data = file_at(files.found.root, commit, entry.path) if commit else None
            source = read_text(entry.path, data)[0] if data is not None else None
            if source is None or source.sha256 != entry.sha256:
                raise CannotCheck(
                    f"the text of {entry.path} that was run here is not in this clone",
                    remedy="Fetch the whole history, or run db-verify apply, which runs today's text.",
                )
            script = parse_script(source)
        found.append(script)
    return found


def render(status: Status, format: str) -> str:
    """The status as `text` or `json`."""
    if format == "json":
        body = {"schema": "db-verify/status/v1", "exit_code": status.exit_code, **asdict(status)}
        return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    state = status.state or State()
    lines = [status.database]
    lines += [f"  applied   {id}" for id in state.applied]
    lines += [f"  pending   {id}" for id in state.pending]
    lines += [f"  edited    {id}" for id in state.edited]
    lines += [f"  unknown   {id}" for id in state.unknown]
    lines += [f"  to run    {path}" for path in state.scripts]
    lines += [f"  no file   {path}" for path in state.gone_scripts]
    for section in status.sections:
        first, *rest = section.detail.split("\n")
        lines.append(f"{section.status:<8}{section.name}: {first}")
        lines += [f"  {line}" for line in rest]
        lines += [f"  - {one}" for one in section.found]
    verdict = {0: "pass", 1: "fail", 3: "error: not everything could be looked at"}[status.exit_code]
    return "\n".join([*map(visible, lines), f"verdict: {verdict}"]) + "\n"
