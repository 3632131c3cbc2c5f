"""The whole flow: discover → parse → judge → try → judge → report."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from msgspec import structs
from msgspec.structs import replace

from checker import kept
from checker.baseline import write_baseline
from checker.config import Options
from checker.contracts import with_contracts
from checker.discover import discover
from checker.errors import CannotCheck, NotBuilt
from checker.judge import Judgement, conclude, judge, settle, told_once
from checker.model import BaselineEntry, Change, Found, Report, Source, Trial, under
from checker.parse.change import read_change
from checker.rules import all_rules
from checker.rules._judged import is_of_config
from checker.settings import Settings, load_settings, with_settings
from checker.stages import Stages, Stopped
from checker.verdict import make_report

if TYPE_CHECKING:
    from checker.trial.sources import Postgres

Progress = Callable[[str], None]


def check(folder: Path, options: Options, environ: Mapping[str, str], progress: Progress) -> Report:
    """Judge the change in the repository around `folder`. What goes wrong is in the report, never raised.

    `environ` is where GitHub's event is looked for; `progress` is told, in a few words, what is going on.
    """
    if options.write_baseline:
        options = structs.replace(options, everything=True)
    stages = Stages(progress, verbose=options.verbose)
    found: Found | None = None
    config: Source | None = None
    change: Change | None = None
    notes: tuple[str, ...] = ()
    trial: Trial | None = None
    static, live = Judgement(), Judgement()
    with suppress(Stopped):
        found = stages.run("discover", lambda: discover(folder, options, environ))
        settings = stages.run("parse", lambda: load_settings(found, options))
        config = settings.source
        change = stages.run("parse", lambda: read(found, settings, options))
        ready = prepare(change, options)
        try:
            static = stages.run("static", lambda: judge(change))
            if options.static:
                stages.leave_out("trial", "left out by --static: nothing was run")
            elif not worth_trying(change):
                stages.leave_out("trial", "nothing to try: no migration, policy or view has changed")
            else:
                trial = stages.run("trial", lambda: try_change(change, options, progress, ready))
                live = stages.run("live", lambda: judge(trial))
                if trial.problem:
                    stages.give_up("trial", trial.problem)
        finally:
            ready()
    # What the trial could not find out, it can't refute.
    findings = settle(static.findings, live.findings, trial if trial and not trial.problem else None)
    if change is not None and "static" in stages.ran:
        last = conclude(change, findings, (*static.rules, *live.rules))
        findings = last.findings
        static = replace(static, rules=(*static.rules, *last.rules), crashes=(*static.crashes, *last.crashes))
    if (
        options.write_baseline
        and found is not None
        and stages.error is None
        and not static.crashes + live.crashes
    ):
        others = _others(change, found, {*static.rules, *live.rules}) if change is not None else ()
        findings, note = write_baseline(found, findings, others)
        notes = (note,)
    findings = told_once(findings)
    return make_report(options, stages, found, config, change, trial, static, live, findings, notes)


def _others(change: Change, found: Found, ran: Collection[str]) -> tuple[BaselineEntry, ...]:
    """The entries of which this run says nothing: their rule did not run, or their file is another config's."""
    return tuple(
        entry
        for entry in change.baseline
        if entry.rule in all_rules()
        and (
            entry.rule not in ran
            or (entry.path in found.head_tree.entries and not is_of_config(change, entry.path))
        )
    )


def read(found: Found, settings: Settings, options: Options) -> Change:
    """The change: what the files say, by the settings that count."""
    return with_settings(with_contracts(read_change(found, settings.config, options)), settings)


def worth_trying(change: Change) -> bool:
    """Whether the change holds anything that a database would see."""
    scripts = (*change.foundation, *change.repeatable, *change.seeds)
    config = change.config
    places = (*config.policies, *config.views, *config.seeds, *(folder.path for folder in config.migrations))
    gone = any(
        file.status == "deleted" and any(under({file.path}, place) for place in places)
        for file in change.files
    )
    contracts = any(document.status != "unchanged" for document in change.contract_files)
    migrations = change.migrations if change.everything else change.changed
    return bool(migrations or change.judged or contracts or gone or any(script.changed for script in scripts))


def prepare(change: Change, options: Options) -> Callable[[], None]:
    """Begin to make what every trial on this machine begins with, where there was none yet; gives what waits for it.

    That takes longer than to judge the files. What goes wrong the trial says.
    """
    if options.static or not worth_trying(change) or kept.names(kept.PACKED):
        return lambda: None

    def work() -> None:
        from checker.trial import make_cluster

        with suppress(Exception):
            postgres = find_postgres(change, options)
            if postgres is not None:
                make_cluster(change, postgres)

    thread = Thread(target=work, name="db-verify-prepare", daemon=True)
    thread.start()
    return thread.join


def try_change(
    change: Change, options: Options, progress: Progress, ready: Callable[[], None] = lambda: None
) -> Trial:
    """Run the change in a throw-away Postgres, once what `prepare` has begun is `ready`; raises CannotCheck where that can't be had."""
    from checker.trial import try_migrations
    from checker.trial.extensions import extensions_of
    from checker.trial.url import elsewhere, said

    ready()
    postgres = find_postgres(change, options)
    if postgres is None:
        url, remote = options.database, options.allow_remote_trial
        postgres = elsewhere(url, change, extensions_of(change), allow_remote=remote)
        progress(said(postgres))
    try:
        return try_migrations(change, postgres, progress)
    except NotBuilt as lacking:
        if options.database != "auto" or postgres.source != "embedded":
            raise
        try:
            other = find_postgres(change, replace(options, database="system"))
        except CannotCheck:
            other = None
        if other is None:
            raise
        progress(f"{lacking.message}; trying {other.version} ({other.source})")
        return try_migrations(change, other, progress)


def find_postgres(change: Change, options: Options) -> Postgres | None:
    """This machine's Postgres for the change; None where the trial is made at a URL. Raises CannotCheck where there is none."""
    from checker.trial.extensions import extensions_of, stood_in_for
    from checker.trial.sources import find

    wanted = change.config.trial.postgres
    match options.database:
        case "auto" | "embedded" | "system" as source:
            major = None if wanted is None else str(wanted)
            wants, instead = extensions_of(change), stood_in_for(change)
            return find(source, major=major, extensions=wants, stood_in_for=instead)
        case _:
            return None
