"""Findings to text: one file a format, each made from the report and from nothing else."""

from __future__ import annotations

from importlib import import_module

from checker.model import Report
from checker.report.style import Style

FORMATS = ("text", "github", "json", "sarif", "junit", "markdown", "html")


def render(
    report: Report,
    format: str,
    *,
    color: bool = False,
    width: int = 80,
    verbose: bool = False,
    quiet: bool = False,
) -> str:
    """The report in one of `FORMATS`, ending in a line end; it can always be encoded as UTF-8.

    `color` and `width` (columns) shape the formats for a terminal; `verbose` names every migration
    and rule, `quiet` leaves the findings and the verdict. Raises ValueError for an unknown format.
    """
    if format not in FORMATS:
        raise ValueError(f"there is no format {format!r}; there are {', '.join(FORMATS)}")
    module = import_module(f"{__name__}.{format}")
    style = Style(color=color, width=width, verbose=verbose, quiet=quiet)
    rendered: str = module.render(report, style)
    return rendered
