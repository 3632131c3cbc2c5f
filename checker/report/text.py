"""A person's terminal: each finding with its line and a caret, then what was done and what was not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.model import Finding, Report
from checker.report import words
from checker.report.escape import cells, snippet, visible, without_commands, wrap
from checker.report.style import Style

_MOST_ACCESS = 20
_MOST_DIRECTIVES = 100


def render(report: Report, style: Style) -> str:
    """The report as lines of text; see `checker.report.render`."""
    blocks = ["\n".join(_finding(report, finding, style)) for finding in report.counted]
    if not style.quiet:
        blocks += ["\n".join(block) for block in _account(report, style) if block]
    blocks.append("\n".join(_verdict(report, style)))
    return without_commands("\n\n".join(blocks)) + "\n"


def _finding(report: Report, finding: Finding, style: Style) -> Iterator[str]:
    place = finding.location
    yield (
        f"{style.paint(visible(str(place)), 'strong')} "
        f"{style.paint(finding.severity.value, finding.severity.value)} {visible(finding.rule)}"
    )
    line = report.lines.get((place.path, place.line))
    if line is not None:
        gutter = f"{place.line:>5} | "
        end = place.end_column if place.end_line == place.line else len(line.rstrip()) + 1
        shown, carets = snippet(line, place.column, end, style.width - len(gutter))
        yield style.paint(gutter, "faint") + shown
        yield style.paint(" " * (len(gutter) - 2) + "| ", "faint") + style.paint(
            carets, finding.severity.value
        )
    yield from _indented([finding.message], style, hang=0)
    if finding.fix is not None:
        yield from _indented([f"fix: {finding.fix.description} (db-verify fix)"], style)
    if finding.help:
        yield style.paint(f"  help: {visible(words.help_words(finding.rule))}", "faint")


def _account(report: Report, style: Style) -> Iterator[list[str]]:
    """What was done, what was let off, and what nothing here proves."""
    if counts := words.by_rule(report.counted):
        yield [style.paint(f"findings ({len(report.counted)})", "strong"), *_table(counts, style)]
    muted = words.suppressed(report)
    if muted:
        told = [
            f"{finding.location} {finding.rule}: {finding.suppressed.reason} ({finding.suppressed.where})"
            for finding in muted
            if finding.suppressed
        ]
        yield [style.paint(f"suppressed ({len(muted)})", "strong"), *_indented(told, style)]
    if report.directives:
        told = list(report.directives if style.verbose else report.directives[:_MOST_DIRECTIVES])
        if more := len(report.directives) - len(told):
            told.append(f"... and {more} more (--verbose names them)")
        yield [style.paint(f"directives ({len(report.directives)})", "strong"), *_indented(told, style)]
    stages = [(str(stage.name), f"{words.stage_words(stage):<8} {stage.detail}") for stage in report.stages]
    yield [style.paint("stages", "strong"), *_table(stages, style)]
    migrations, more = words.told_migrations(report, style.verbose)
    if migrations:
        rows = [(migration.id, words.migration_words(migration)) for migration in migrations]
        table = list(_table(rows, style))
        if more:
            table.append(f"  ... and {more} more (--verbose names them)")
        yield [style.paint("migrations", "strong"), *table]
    summary = [
        (
            of,
            f"{said} (--verbose names them)"
            if of == "rules" and report.rules and not style.verbose
            else said,
        )
        for of, said in words.summary(report)
    ]
    yield [style.paint("summary", "strong"), *_table(summary, style)]
    if report.views:
        yield [style.paint("views checked", "strong"), *_indented([", ".join(report.views)], style)]
    if report.access:
        told = [str(one) for one in report.access[:_MOST_ACCESS]]
        if len(report.access) > len(told):
            told.append(f"and {len(report.access) - len(told)} more")
        yield [style.paint("access that changes", "strong"), *_indented(told, style)]
    if style.verbose and report.rules:
        yield [style.paint("rules run", "strong"), *_indented([", ".join(report.rules)], style)]
    if report.notes:
        yield [style.paint("notes", "strong"), *_indented(report.notes, style)]
    if report.not_proven:
        yield [style.paint("not proven", "strong"), *_indented(report.not_proven, style)]


def _verdict(report: Report, style: Style) -> Iterator[str]:
    kind = report.verdict if report.verdict == "pass" else "error"
    yield style.paint(words.headline(report), kind)
    if report.error is not None:
        # An error of ours says its remedy on lines of its own; each is escaped by itself.
        yield from _indented(report.error.split("\n"), style, hang=0)


def _indented(texts: Iterable[str], style: Style, hang: int = 2) -> Iterator[str]:
    for text in texts:
        first, *rest = wrap(text, style.width - 2 - hang) or [""]
        yield f"  {first}"
        yield from (f"  {' ' * hang}{line}" for line in rest)


def _table(rows: Iterable[tuple[str, str]], style: Style) -> Iterator[str]:
    shown = [(visible(name), text) for name, text in rows]
    room = min(max(cells(name) for name, _ in shown), style.width // 3) if shown else 0
    for name, text in shown:
        first, *rest = wrap(text, max(style.width - room - 4, 20)) or [""]
        yield f"  {name}{' ' * max(room - cells(name), 0)}  {first}"
        yield from (f"  {' ' * room}  {line}" for line in rest)
