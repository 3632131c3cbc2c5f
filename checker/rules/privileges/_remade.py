"""Objects that a script dropped and made again, or replaced, so that something of them was lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

from pglast import ast

from checker.model import Difference, ObjectId, Script, Statement, Step, Trial
from checker.rules._blame import mentioned, names_of
from checker.rules._ups import applied_ups

_MAKES = (ast.ViewStmt, ast.CreateFunctionStmt, ast.CreateTableAsStmt, ast.CreateStmt, ast.CreateSeqStmt)


def changed(trial: Trial, what: str) -> Iterator[tuple[Difference, Step, tuple[Script, ...]]]:
    """Each object that is there before and after a first up (or the scripts' first run) and whose property changed."""
    for up in applied_ups(trial):
        for one in up.step.differences:
            if one.property == what and one.object.kind != "column":
                yield one, up.step, up.ran


def since_base(trial: Trial, kind: str, what: str) -> Iterator[tuple[Difference, Step, tuple[Script, ...]]]:
    """Each object of a kind whose property is another one than where the base's scripts stood, which the trial's steps begin without."""
    base, end = trial.before.catalog, trial.end
    scripts = tuple(one for one in trial.change.repeatable if one.changed)
    if base is None or end is None or not scripts:
        return
    step = Step(scripts[0].path, "up", "up", "applied", before=base, after=end)
    for name, was in base.of_kind(kind).items():
        now = end.get(kind, name)
        if now is not None and was.get(what) != now.get(what):
            yield Difference(ObjectId(kind, name), what, was.get(what), now.get(what)), step, scripts


def remade(one: Difference, step: Step, scripts: tuple[Script, ...]) -> Statement | None:
    """The last statement that makes or replaces the object, where there is one; a DO block that speaks of both is one."""
    found = None
    for statement in _statements(scripts):
        makes = isinstance(statement.node, _MAKES) or (
            isinstance(statement.node, ast.DoStmt) and "create" in _words(statement)
        )
        if makes and _names(one, step, statement):
            found = statement
    return found


def said(one: Difference, step: Step, scripts: tuple[Script, ...], word: str, *tags: type[ast.Node]) -> bool:
    """Whether some statement of these kinds, or a DO block with this word, names the object: then the change is meant."""
    return any(
        isinstance(statement.node, tags)
        or (isinstance(statement.node, ast.DoStmt) and word in _words(statement))
        for statement in _statements(scripts)
        if _names(one, step, statement)
    )


def _statements(scripts: tuple[Script, ...]) -> Iterator[Statement]:
    return (statement for script in scripts for statement in script.statements)


def _words(statement: Statement) -> frozenset[str]:
    return frozenset(word.lower() for word in mentioned(statement))


def _names(one: Difference, step: Step, statement: Statement) -> bool:
    properties = step.after.objects.get(one.object, {}) if step.after else {}
    own, _ = names_of(one.object, properties)
    return bool(own) and own <= mentioned(statement)
