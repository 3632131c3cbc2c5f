"""A page of its own, with nothing to load: for an artifact, a mail, a phone."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from checker import __version__
from checker.model import Finding, Report
from checker.report import words
from checker.report.escape import snippet, visible
from checker.report.style import Style

if TYPE_CHECKING:
    from jinja2 import Template


def render(report: Report, style: Style) -> str:
    """The report as one HTML page; all text of the repository is escaped by the template."""
    migrations, more = words.told_migrations(report, style.verbose, 100)
    page = _template().render(
        report=report,
        version=__version__,
        headline=words.headline(report),
        error=report.error.split("\n") if report.error else [],
        counted=report.counted,
        suppressed=words.suppressed(report),
        snippets={finding: _snippet(report, finding) for finding in report.counted},
        stages=[(stage, words.stage_words(stage)) for stage in report.stages],
        summary=words.summary(report),
        migrations=[(migration, words.migration_words(migration)) for migration in migrations],
        more=more,
        verbose=style.verbose,
        quiet=style.quiet,
    )
    return page.rstrip() + "\n"


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["visible"] = visible
    environment.filters["help"] = words.help_words
    return environment.from_string((files("checker.report") / "page.html.j2").read_text("utf-8"))


def _snippet(report: Report, finding: Finding) -> tuple[str, str] | None:
    place = finding.location
    line = report.lines.get((place.path, place.line))
    if line is None:
        return None
    end = place.end_column if place.end_line == place.line else len(line.rstrip()) + 1
    return snippet(line, place.column, end, 160)
