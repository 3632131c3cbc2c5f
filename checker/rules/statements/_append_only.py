"""Tables that are only added to, as the catalog has them: the triggers that refuse, those that record, and what keeps rows out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from checker.model import ObjectId, Snapshot

# As pg_get_triggerdef() writes it.
_DEFINITION = re.compile(
    r"CREATE (?:CONSTRAINT )?TRIGGER .+? (BEFORE|AFTER|INSTEAD OF) (.+?) ON .+? FOR EACH (ROW|STATEMENT)"
    r" (WHEN \(.*\) )?EXECUTE FUNCTION (.+?)\(.*\)",
    re.DOTALL,
)
# As pg_get_ruledef() writes it.
_INSTEAD = re.compile(r"CREATE RULE .+?\sON INSERT TO .+?\sDO INSTEAD ", re.DOTALL)
_LEFT_OUT = re.compile(r"\breturn\s+null\b", re.IGNORECASE)
_PARENT = re.compile(r'((?:"(?:[^"]|"")*"|[\w$.])+)(?: FOR VALUES .*| DEFAULT)?', re.DOTALL)
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_HANDLES = re.compile(r"\bexception\s+when\b", re.IGNORECASE)
_ONLY_RAISES = re.compile(r"\s*begin\s+raise\s+(?:exception\b|sqlstate\b|')", re.IGNORECASE)
_TEXT = re.compile(r"'(?:[^']|'')*'")
_COLUMN = r'(?:\s*\.\s*("[^"]+"|[\w$]+))?'
# What gives NEW, or a column of it, another value, and what returns another row in its place.
_SETS = re.compile(
    rf"(?:\binto\s+(?:strict\s+)?|(?:\b(?:begin|then|else|loop)|;)\s*)new\b{_COLUMN}(?:\s*\[[^;=]*\])?\s*(?::?=|;|\bfrom\b|,)"
    r"|\breturn\s+(?!new\b|old\b|null\b|coalesce\s*\(\s*new\s*,\s*old\s*\))",
    re.IGNORECASE,
)
_INSERTS = re.compile(r'\binsert\s+into\s+((?:"[^"]+"|[\w$]+)(?:\.(?:"[^"]+"|[\w$]+))?)', re.IGNORECASE)


class Trigger(NamedTuple):
    """A trigger that is on: of which table, when, for which events, by which function; `always` is without a condition."""

    table: str
    before: bool
    events: frozenset[str]
    by_row: bool
    function: str
    always: bool


def histories_among(refused: Mapping[str, frozenset[str]]) -> set[str]:
    """The tables of which both UPDATE and DELETE are refused."""
    return {table for table, events in refused.items() if {"UPDATE", "DELETE"} <= events}


def triggers_on(catalog: Snapshot) -> dict[str, Trigger]:
    """The triggers that are on, by the catalog's names."""
    found = {}
    for name, properties in catalog.of_kind("trigger").items():
        match = _DEFINITION.fullmatch(properties.get("definition") or "")
        if match and properties.get("enabled") not in ("no", "replica"):
            when, events, level, condition, function = match.groups()
            found[name] = Trigger(
                properties.get("table") or "", when == "BEFORE", frozenset(events.split(" OR ")), level == "ROW",
                function, condition is None,
            )  # fmt: skip
    return found


def _body(catalog: Snapshot, function: str) -> str:
    return body_of(catalog, f"{function}()")


def body_of(catalog: Snapshot, function: str) -> str:
    """The text of a function in PL/pgSQL, by the catalog's name; empty where it is of another language, or unknown."""
    properties = catalog.get("function", function) or {}
    return properties.get("body") or "" if properties.get("language") == "plpgsql" else ""


def written_over(catalog: Snapshot, trigger: Trigger) -> frozenset[str]:
    """The columns to which a trigger before INSERT gives a value of its own; `*` where that is any, or nobody can tell."""
    properties = catalog.get("function", f"{trigger.function}()") or {}
    if properties.get("language") != "plpgsql":
        return frozenset({"*"})
    return _sets(properties.get("body") or "")


@lru_cache(maxsize=10_000)
def _sets(body: str) -> frozenset[str]:
    bare = _TEXT.sub("''", _COMMENT.sub(" ", body))
    return frozenset(
        name.strip('"') if (name := match[1] or "*").startswith('"') else name.lower()
        for match in _SETS.finditer(bare)
    )


# A function is looked at around each migration, and for each of its triggers.
@lru_cache(maxsize=10_000)
def _only_raises(body: str) -> bool:
    bare = _COMMENT.sub(" ", body)
    return _ONLY_RAISES.match(bare) is not None and not _HANDLES.search(bare)


@lru_cache(maxsize=10_000)
def _inserts(body: str) -> frozenset[str]:
    """The tables into which a body inserts, as it names them, in lower case."""
    return frozenset(name.lower() for name in _INSERTS.findall(_COMMENT.sub(" ", body)))


def refused_events(catalog: Snapshot, triggers: Mapping[str, Trigger]) -> dict[str, frozenset[str]]:
    """By table, the events that fail whatever the row is; `UPDATE OF` some columns is no such event.

    An UPDATE or DELETE of a parent reaches a table's rows, and the table's triggers for a statement do not see it
    (PostgreSQL's manual, CREATE TRIGGER, Notes).
    """
    found: dict[str, frozenset[str]] = {}
    by_row: dict[str, frozenset[str]] = {}
    for trigger in triggers.values():
        if trigger.before and trigger.always and _only_raises(_body(catalog, trigger.function)):
            found[trigger.table] = found.get(trigger.table, frozenset()) | trigger.events
            if trigger.by_row or "TRUNCATE" in trigger.events:
                own = trigger.events if trigger.by_row else frozenset({"TRUNCATE"})
                by_row[trigger.table] = by_row.get(trigger.table, frozenset()) | own
    through = {table: [found.get(one, frozenset()) for one in parents_of(catalog, table)] for table in found}
    return {
        table: events.intersection(*(by_row.get(table, frozenset()) | one for one in through[table]))
        for table, events in found.items()
    }


def parents_of(catalog: Snapshot, table: str) -> list[str]:
    """The tables that a table inherits from or is a partition of."""
    properties = catalog.get("table", table) or {}
    said = [*(properties.get("inherits") or "").split("\n"), properties.get("partition of") or ""]
    return [match[1] for one in said if (match := _PARENT.fullmatch(one))]


def recorded_events(
    catalog: Snapshot, triggers: Mapping[str, Trigger], histories: set[str]
) -> dict[tuple[str, str], str]:
    """By table and event, the history that a trigger's function writes."""
    return {
        (trigger.table, event): history
        for trigger in triggers.values()
        if not trigger.before and trigger.table not in histories
        for history in written_by(catalog, trigger, histories)
        for event in trigger.events
    }


def written_by(catalog: Snapshot, trigger: Trigger, histories: set[str]) -> set[str]:
    """Those of the histories that a trigger's function inserts into."""
    named = _inserts(_body(catalog, trigger.function))
    return {history for history in histories if {history.lower(), history.lower().rpartition(".")[2]} & named}


def row_filters(
    catalog: Snapshot, triggers: Mapping[str, Trigger], table: str
) -> dict[str, tuple[ObjectId, ...]]:
    """What may keep a row out of a history, in words, with the objects that make it so: a rule, a trigger that leaves rows out."""
    found: dict[str, tuple[ObjectId, ...]] = {}
    for name, properties in catalog.of_kind("rule").items():
        if properties.get("table") == table and _INSTEAD.match(properties.get("definition") or ""):
            found[f"the rule {name.removeprefix(table).strip()}"] = (ObjectId("rule", name),)
    for name, trigger in triggers.items():
        body = _body(catalog, trigger.function)
        # One that writes the row somewhere else sends it to its partition.
        if (
            trigger.table == table
            and trigger.before
            and trigger.by_row
            and "INSERT" in trigger.events
            and _LEFT_OUT.search(_COMMENT.sub(" ", body))
            and not _inserts(body)
        ):
            function = ObjectId("function", f"{trigger.function}()")
            found[f"the trigger {name.removeprefix(table).strip()}"] = (ObjectId("trigger", name), function)
    return found
