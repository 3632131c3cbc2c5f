"""Who can do what, as a matrix: declared, probed, and where the two part."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Literal

from msgspec import Struct

from checker.access import Declared, claims_in_words
from checker.model import AccessChange, Probe
from checker.report.escape import cells, visible, wrap

Format = Literal["text", "markdown", "json", "html"]
FORMATS: tuple[Format, ...] = ("text", "markdown", "json", "html")
_ACTIONS = ("select", "insert", "update", "delete", "truncate", "references", "trigger", "execute")
_LETTERS = dict(zip(_ACTIONS, "SIUDTRGX", strict=True))
_WIDTH = 80
_LEGEND = (
    "S select, I insert, U update, D delete, T truncate, R references, G trigger, X execute; in lower case where it"
    " takes certain claims; ! is open and not declared, ? declared and refused"
)


class Cell(Struct, frozen=True):
    """What one role can do to one relation. `parted` are the actions that are not as declared."""

    role: str
    relation: str
    action: str
    allowed: tuple[str, ...]
    declared: tuple[str, ...]
    rows: int | None
    open: bool
    closed: bool

    @property
    def mark(self) -> str:
        letter = _LETTERS[self.action]
        if self.open or self.closed:
            return letter + ("!" if self.open else "?")
        return (
            "" if not self.allowed else letter if len(self.allowed) == len(self.declared) else letter.lower()
        )


def matrix(probes: Iterable[Probe], declared: Declared) -> tuple[Cell, ...]:
    """One cell for each role, relation and action, in the order of the probes; claims are put together.

    `allowed` are the claims with which it worked, `declared` those with which it may.
    """
    groups: dict[tuple[str, str, str], list[Probe]] = {}
    for probe in probes:
        groups.setdefault((probe.role, probe.relation, probe.action), []).append(probe)
    found = []
    for (role, relation, action), group in groups.items():
        may = tuple(p.claims for p in group if declared.allows(role, relation, action, p.claims))
        can = tuple(p.claims for p in group if p.allowed)
        must = [p.claims for p in group if declared.promises(role, relation, action, p.claims)]
        rows = max((p.rows for p in group if p.rows is not None and p.allowed), default=None)
        is_open, is_closed = bool(set(can) - set(may)), bool(set(must) - set(can))
        found.append(Cell(role, relation, action, can, may, rows, is_open, is_closed))
    return tuple(found)


def changed(
    before: Iterable[Probe], after: Iterable[Probe], told_by: str = "claims"
) -> tuple[AccessChange, ...]:
    """What a change changes: `anon × SELECT × public.eng_note: refused → 3 rows`.

    Rows are counted as a hint: that some are seen instead of all, or with other claims, is a change, and that the
    table holds more of them is none. A relation that is gone is left out.
    """
    old, new = _outcomes(before, told_by), _outcomes(after, told_by)
    known = {relation for _, relation, _ in old}
    found = []
    for (role, relation, action), now in new.items():
        was = old.get((role, relation, action))
        if now.shown == (was.shown if was else ((), now.every)):
            continue
        then = was.words if was else "refused" if relation in known else "was not there"
        # Beside certain claims before, that none are asked for is the change.
        wider = was is not None and was.claims and was.told and not now.told
        found.append(
            AccessChange(
                role, action, relation, then, f"{now.words} whatever the {told_by}" if wider else now.words
            )
        )
    return tuple(found)


class _Outcome(Struct, frozen=True):
    """What came of an action: the claims with which it worked, whether on all rows; and words for it.

    `told` are the words of the claims, empty where it worked with all that were tried.
    """

    claims: tuple[str, ...]
    every: bool
    words: str
    told: str

    @property
    def shown(self) -> tuple[tuple[str, ...], bool]:
        """What of it a change can change."""
        return self.claims, self.every


def _outcomes(probes: Iterable[Probe], told_by: str) -> dict[tuple[str, str, str], _Outcome]:
    groups: dict[tuple[str, str, str], list[Probe]] = {}
    for probe in probes:
        groups.setdefault((probe.role, probe.relation, probe.action), []).append(probe)
    found = {}
    for key, group in groups.items():
        worked = [probe for probe in group if probe.allowed]
        claims = tuple(probe.claims for probe in worked)
        rows = max((probe.rows for probe in worked if probe.rows is not None), default=None)
        every = all(probe.rows is None or probe.rows == probe.of for probe in worked)
        counted = rows is not None and key[2] in ("select", "update", "delete")
        words = "refused" if not worked else f"{rows} row{'' if rows == 1 else 's'}" if counted else "allowed"
        some = claims_in_words(claims, told_by) if len(claims) < len(group) else ""
        found[key] = _Outcome(claims, every, f"{words} {some}".rstrip(), some)
    return found


def render_access(cells_: Sequence[Cell], format_: Format) -> str:
    """The matrix as text, Markdown, JSON or one HTML page. Names are escaped for where they are shown."""
    match format_:
        case "text":
            return _text(cells_)
        case "markdown":
            return _markdown(cells_)
        case "json":
            return _json(cells_)
        case "html":
            return _html(cells_)


def _table(cells_: Sequence[Cell]) -> tuple[list[str], list[list[str]]]:
    roles = list(dict.fromkeys(cell.role for cell in cells_))
    relations = sorted(dict.fromkeys(cell.relation for cell in cells_))
    marks: dict[tuple[str, str], list[str]] = {}
    for cell in sorted(cells_, key=lambda one: _ACTIONS.index(one.action)):
        if cell.mark:
            marks.setdefault((cell.relation, cell.role), []).append(cell.mark)
    rows = [
        [relation, *(" ".join(marks.get((relation, role), ())) or "–" for role in roles)]
        for relation in relations
    ]
    return ["", *roles], rows


def _parted(cells_: Sequence[Cell]) -> list[str]:
    return [
        f"{cell.role} may {cell.action.upper()} {f'{cell.relation} {claims_in_words(cell.allowed)}'.rstrip()}, which is not"
        " declared"
        if cell.open
        else f"{cell.role} can't {cell.action.upper()} {cell.relation}, which is declared"
        for cell in cells_
        if cell.open or cell.closed
    ]


def _text(cells_: Sequence[Cell]) -> str:
    """Tables beside each other as far as the width goes, then below each other."""
    head, rows = _table(cells_)
    lines = [[visible(text) for text in row] for row in (head, *rows)]
    widths = [max(cells(row[i]) for row in lines) for i in range(len(head))]
    shown: list[str] = []
    for columns in _blocks(widths):
        if shown:
            shown.append("")
        shown += [
            "  ".join(row[i] + " " * (widths[i] - cells(row[i])) for i in (0, *columns)).rstrip()
            for row in lines
        ]
    parted = [visible(line) for line in _parted(cells_)] or ["declared and probed agree"]
    told = [line for text in parted for line in wrap(text, _WIDTH)]
    return "\n".join([*shown, "", *wrap(_LEGEND, _WIDTH), "", *told]) + "\n"


def _blocks(widths: Sequence[int]) -> Iterator[list[int]]:
    """The columns after the first, in groups that fit beside it."""
    whole = room = _WIDTH - widths[0]
    block: list[int] = []
    for column in range(1, len(widths)):
        if block and room < widths[column] + 2:
            yield block
            block, room = [], whole
        block.append(column)
        room -= widths[column] + 2
    if block:
        yield block


def _markdown(cells_: Sequence[Cell]) -> str:
    def safe(text: str) -> str:
        shown = escape(visible(text), quote=False)
        for char in "\\`*_[]|~":
            shown = shown.replace(char, f"\\{char}")
        return shown

    head, rows = _table(cells_)
    lines = ["| " + " | ".join(map(safe, row)) + " |" for row in (head, *rows)]
    lines.insert(1, "| " + " | ".join("---" for _ in head) + " |")
    parted = [f"- {safe(line)}" for line in _parted(cells_)] or ["Declared and probed agree."]
    return "\n".join([*lines, "", f"{_LEGEND}.", "", *parted]) + "\n"


def _json(cells_: Sequence[Cell]) -> str:
    entries = [
        {
            "role": cell.role, "relation": cell.relation, "action": cell.action,
            "declared": list(cell.declared), "allowed": list(cell.allowed), "rows": cell.rows,
            "verdict": "too open" if cell.open else "too closed" if cell.closed else "as declared",
        }
        for cell in cells_
    ]  # fmt: skip
    return (
        json.dumps({"schema": "db-verify/access/v1", "access": entries}, indent=2, ensure_ascii=True) + "\n"
    )


def _html(cells_: Sequence[Cell]) -> str:
    head, rows = _table(cells_)

    def row(texts: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(visible(text))}</{tag}>" for text in texts) + "</tr>"

    body = "\n".join(row(texts, "td") for texts in rows)
    parted = "".join(f"<li>{escape(visible(line))}</li>" for line in _parted(cells_))
    listed = f"<ul>{parted}</ul>" if parted else "<p>Declared and probed agree.</p>"
    style = "body{font:14px sans-serif}td,th{border:1px solid #999;padding:.2em .6em;text-align:left}table{border-collapse:collapse}"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Who can do what</title>'
        f"<style>{style}</style></head><body>\n<h1>Who can do what</h1>\n<table>\n{row(head, 'th')}\n{body}\n</table>\n"
        f"<p>{escape(_LEGEND)}.</p>\n{listed}\n</body></html>\n"
    )
