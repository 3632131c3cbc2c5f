"""The job's summary, to be read on a phone: lists instead of wide tables, one code block a finding.

GitHub takes at most 1 MiB of Markdown a step (GitHub Docs, "Workflow commands": adding a job summary), and
drops all of it when there is more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from checker.model import Finding, LockReport, MigrationReport, Report
from checker.report import words
from checker.report.escape import snippet, visible
from checker.report.style import Style

LIMIT = 1024 * 1024
_RESERVE = 4 * 1024
_LONGEST = 4_000
_MOST = 500
_MOST_LOCKS = 50
_SIGNS = {"pass": "✅", "fail": "❌", "usage": "⚠️", "error": "⚠️"}
# What begins markup inside a line, an entity or HTML included; `_` inside a word and `:` before a space do not.
_MARKUP = re.compile(r"[\\`*\[\]<>&|~$#@]|(?<![^\W_])_+|_+(?![^\W_])|:(?=\S)|(?<=www)\.")

# What begins a list, a rule or a heading at the beginning of a line.
_BLOCK = re.compile(r"[-+=]|\d+[.)]")


def render(report: Report, style: Style) -> str:
    """The report as GitHub-flavoured Markdown, always within GitHub's limit."""
    head = f"## {_SIGNS[report.verdict]} DB Verify: {prose(words.headline(report))}\n"
    if report.error is not None:
        head += "\n" + "".join(f"> {prose(line.strip())}\n>\n" for line in report.error.split("\n"))
    if not style.quiet and (counts := words.by_rule(report.counted)):
        head += "\n" + "".join(f"- {code(rule)} {told}\n" for rule, told in counts)
    account = "" if style.quiet else "".join(_account(report, style))
    findings = _findings(report, LIMIT - _RESERVE - _size(head) - _size(account))
    return head + "".join(findings) + account


def _size(text: str) -> int:
    return len(text.encode("utf-8"))


def prose(text: str) -> str:
    """Text that is nothing but text: no markup, link, mention, issue or HTML comes of it, nor a list."""
    text = visible(_clip(text))
    escaped = _MARKUP.sub(lambda match: "".join(map(_entity, match[0])), text)
    return _entity(text[0]) + escaped[1:] if _BLOCK.match(text) else escaped


def _entity(char: str) -> str:
    # GitHub looks for @mentions and #issues in the finished page, where an entity is a character again:
    # only a character of no width between the sign and the name keeps them apart.
    return f"&#{ord(char)};" + ("&#8203;" if char in "@#" else "")


def code(text: str) -> str:
    """Text in the type of code, in which Markdown finds nothing; for any place but a table."""
    text = visible(_clip(text))
    fence = "`" * (_longest_run(text) + 1)
    # One space at each end is taken off again, and keeps a backtick of the text from the fence.
    pad = " " if not text.strip() or text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text)} characters)"


def block(lines: list[str]) -> str:
    """A code block; its fence is longer than any run of backticks inside."""
    text = "\n".join(lines)
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}text\n{text}\n{fence}\n"


def _findings(report: Report, room: int) -> Iterator[str]:
    """The findings, file by file, as many as there is room for; the rest are counted."""
    told = 0
    for path, group in groupby(report.counted, key=lambda finding: finding.location.path):
        title = f"\n### {code(path)}\n"
        for finding in group:
            text = title + _finding(report, finding)
            title = ""
            if _size(text) > room:
                more = words.number(len(report.counted) - told, "more finding")
                yield f"\n**{more}** did not fit into this summary; the log of the step has all of them.\n"
                return
            room -= _size(text)
            told += 1
            yield text


def _finding(report: Report, finding: Finding) -> str:
    place = finding.location
    text = (
        f"\n**{finding.severity.value}** {code(finding.rule)} at line {place.line}, column {place.column}\n"
        f"\n{prose(finding.message)}\n"
    )
    line = report.lines.get((place.path, place.line))
    if line is not None:
        end = place.end_column if place.end_line == place.line else len(line.rstrip()) + 1
        text += "\n" + block(list(snippet(line, place.column, end, 120)))
    if finding.fix is not None:
        text += f"\nFix: {prose(finding.fix.description)} ({code('db-verify fix')})\n"
    if finding.help:
        text += f"\nHelp: {code(words.help_words(finding.rule))}\n"
    return text


def _account(report: Report, style: Style) -> Iterator[str]:
    yield "\n### What was done\n\n"
    for stage in report.stages:
        yield f"- **{stage.name}** {words.stage_words(stage)}: {prose(stage.detail)}\n"
    for subject, told in words.summary(report):
        yield f"- {subject}: {prose(told)}\n"
    if report.views:
        views = _fitting([code(view) for view in report.views])
        left = f" and {len(report.views) - len(views)} more" if len(views) < len(report.views) else ""
        yield f"- views checked: {', '.join(views)}{left}\n"
    migrations, more = words.told_migrations(report, style.verbose, 50)
    if migrations:
        lines = [f"- {code(one.id)} {prose(words.migration_words(one))}\n" for one in migrations]
        fitting = _fitting(lines)
        more += len(lines) - len(fitting)
        yield "\n<details><summary>Migrations</summary>\n\n" + "".join(fitting)
        if more:
            yield f"- and {more} more\n"
        yield "\n</details>\n"
        yield from _locks(migrations[: len(fitting)])
    if style.verbose and report.rules:
        yield f"\n<details><summary>Rules</summary>\n\n{', '.join(map(code, report.rules))}\n\n</details>\n"
    muted = [
        f"{code(str(finding.location))} {code(finding.rule)}: {prose(finding.suppressed.reason)} "
        f"({code(finding.suppressed.where)})"
        for finding in words.suppressed(report)
        if finding.suppressed
    ]
    yield from _section(f"Suppressed ({len(muted)})", muted)
    yield from _section(f"Directives ({len(report.directives)})", [prose(item) for item in report.directives])
    access = _fitting([prose(str(one)) for one in report.access])
    if len(report.access) > len(access):
        access.append(f"and {len(report.access) - len(access)} more")
    if access:
        yield "\n#### Access that changes\n\n" + "".join(f"- {line}\n" for line in access)
    yield from _section("Notes", [prose(item) for item in report.notes])
    yield from _section("Not proven", [prose(item) for item in report.not_proven])


def _locks(migrations: Sequence[MigrationReport]) -> Iterator[str]:
    """What each migration locked, a table a migration; the locks that nobody waits for are counted only."""
    tables = [
        (migration, [lock for step in migration.steps for lock in step.locks]) for migration in migrations
    ]
    if not any(locks for _, locks in tables):
        return
    yield "\n<details><summary>Locks on what was there before, as observed</summary>\n"
    tables = [table for table in tables if table[1]]
    parts = _fitting([_lock_table(migration, locks) for migration, locks in tables])
    yield from parts
    if len(parts) < len(tables):
        yield f"\nand those of {words.number(len(tables) - len(parts), 'more migration')}\n"
    yield "\n</details>\n"


def _lock_table(migration: MigrationReport, locks: Sequence[LockReport]) -> str:
    text = f"\n{code(migration.id)}\n\n| statement | line | lock | on | blocks | and |\n| --- | --- | --- | --- | --- | --- |\n"
    told = [lock for lock in locks if lock.taken.blocks != "nothing"][:_MOST_LOCKS]
    for lock in told:
        taken = lock.taken
        text += (
            f"| {lock.statement} | {lock.line} | {taken.sql} | {_cell(taken.relation)} | {taken.blocks} |"
            f" {words.done_under(taken)} |\n"
        )
    if len(locks) > len(told):
        text += f"\nand {words.number(len(locks) - len(told), 'more lock')}, weaker or not told here\n"
    return text


def _cell(text: str) -> str:
    """Code in a table's cell: there a pipe ends the cell, in code too, unless it is escaped (GFM, 4.10)."""
    return code(text).replace("|", "\\|")


def _section(title: str, items: list[str]) -> Iterator[str]:
    """A titled list, cut where it would take the room of the findings, with the number of what is left out."""
    if not items:
        return
    fitting = _fitting(items)
    yield f"\n### {title}\n\n" + "".join(f"- {item}\n" for item in fitting)
    if len(fitting) < len(items):
        yield f"- and {len(items) - len(fitting)} more\n"


def _fitting(items: Sequence[str]) -> list[str]:
    """The first of some texts, as many as a tenth of the summary holds: its parts are fewer than that."""
    room = LIMIT // 10
    found = []
    for item in items[:_MOST]:
        room -= _size(item) + 4
        if room < 0:
            break
        found.append(item)
    return found
