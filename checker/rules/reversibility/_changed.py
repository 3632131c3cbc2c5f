"""What an up changed of things that were there before, and its down leaves so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from pglast import ast
from pglast.stream import RawStream

from checker.model import Location
from checker.names import quote
from checker.state import Function, Grant, Name, Policy, State, Table, View


class Left(NamedTuple):
    """The thing's name as the trial gives it, what is left in words, and how to read it from a state.

    `of` are the words behind it that several share, which one statement left together.
    """

    name: str
    what: str
    read: Callable[[State], object]
    before: str = ""
    after: str = ""
    remedy: str = "change it back there"
    of: str = ""


def left_changed(before: State, between: State, after: State) -> Iterator[Left]:
    """Each such property: what is other after the down than before the up.

    Texts of definitions are compared only with what the up left, since the same thing can be written in several ways.
    """
    for table in after.differing(before, "table"):
        was = before.table(table.name)
        if was is not None and was is not table:
            yield from _table(was, between.table(table.name), table)
    for name in [view.name for view in after.differing(before, "view")]:
        old, same, new = (state.view(name) for state in (before, between, after))
        if old is not None and new is not None and same is new and _text(old.query) != _text(new.query):
            yield Left(str(name), f"the definition of {_kind(new)} {name}", partial(State.view, name=name))
    for function in (one for found in after.differing(before, "function") for one in found):
        yield from _function(before, between, function)
    for type_ in after.differing(before, "type"):
        kind = before.type(type_.name)
        for label in type_.labels if kind is not None and kind.labels else ():
            if kind is not None and label not in kind.labels:
                yield Left(
                    str(type_.name),
                    f"the enum {type_.name}",
                    partial(_has_label, type_.name, label),
                    "without",
                    f"with {label!r}",
                    "make the type anew there, or leave the down out and declare the migration irreversible",
                )
    yield from _grants(before, between, after)


def _has_label(name: Name, label: str, state: State) -> bool:
    found = state.type(name)
    return found is not None and label in found.labels


def _table(was: Table, between: Table | None, now: Table) -> Iterator[Left]:
    name = str(now.name)

    def of_table(what: str, state: State) -> object:
        return getattr(state.table(now.name), what, None)

    def of_column(column: str, what: str, state: State) -> object:
        found = state.table(now.name)
        return getattr(found.columns.get(column), what, None) if found else None

    def of_policy(policy: str, state: State) -> object:
        found = state.table(now.name)
        return found.policies.get(policy) if found else None

    for word, what in (("row-level security", "rls"), ("FORCE", "force")):
        had, has = getattr(was, what), getattr(now, what)
        if had != has:
            yield Left(name, f"{word} of {name}", partial(of_table, what), _on(had), _on(has))
    for column in now.columns.values():
        old = was.columns.get(column.name)
        if old is None or old is column:
            continue
        thing, of = f"{name}.{quote(column.name)}", partial(of_column, column.name)
        if old.type != column.type:
            yield Left(thing, f"the type of {thing}", partial(of, "type"), old.type, column.type)
        if old.not_null != column.not_null:
            words = {True: "NOT NULL", False: "nullable"}
            yield Left(
                thing,
                f"whether {thing} may be NULL",
                partial(of, "not_null"),
                words[old.not_null],
                words[column.not_null],
            )
        if (
            old.default is not column.default
            and _text(old.default) != _text(column.default)
            and not (old.serial or column.serial)
        ):
            yield Left(
                thing,
                f"the default of {thing}",
                partial(of, "default"),
                _text(old.default),
                _text(column.default),
            )
    for policy in now.policies.values():
        same = between.policies.get(policy.name) if between else None
        earlier = was.policies.get(policy.name)
        if earlier is policy:
            continue
        if earlier is not None and same is policy and _says(earlier) != _says(policy):
            quoted = quote(policy.name)
            yield Left(f"{name} {quoted}", f"the policy {quoted} of {name}", partial(of_policy, policy.name))


def _says(policy: Policy) -> tuple[object, ...]:
    return policy.roles, policy.command, policy.permissive, _text(policy.using), _text(policy.check)


def _function(before: State, between: State, function: Function) -> Iterator[Left]:
    def read(state: State) -> Function | None:
        return state.function(function.name, function.arguments)

    old = read(before)
    if old is None or old is function or function is not read(between):
        return
    if (old.body, old.settings, old.security_definer, old.volatility) != (
        function.body, function.settings, function.security_definer, function.volatility
    ):  # fmt: skip
        yield Left(function.signature, f"the function {function.signature}", read)


def _grants(before: State, between: State, after: State) -> Iterator[Left]:
    """Privileges that the up gave or took, and the down does not speak of, on what is there all along."""
    for kind, name in after.granted_since(before):
        read = partial(_given, kind, name)
        was, same, now = read(before), read(between), read(after)
        made = {"table": _relation, "schema": _schema}.get(kind, _nothing)
        if was == now or same != now or made(before, name) is None or made(before, name) != made(after, name):
            continue
        for one in sorted(was ^ now):
            words = ("not granted", "granted") if one in now else ("granted", "not granted")
            yield Left(
                str(name),
                one[0].upper(),
                partial(_is_given, kind, name, one),
                *words,
                of=f" on {name} for {one[1]}",
            )


def _relation(state: State, name: Any) -> Location | None:
    thing = state.table(name) or state.view(name)
    return thing.made if thing else None


def _schema(state: State, name: Any) -> Location | None:
    schema = state.schema(name)
    return schema.made if schema else None


def _nothing(_state: State, _name: Any) -> Location | None:
    return None


def _given(kind: str, name: Any, state: State) -> frozenset[tuple[str, str]]:
    grants: tuple[Grant, ...] = state.get("grants", (kind, name)) or ()
    return frozenset((one.privilege, one.role) for one in grants if not one.columns)


def _is_given(kind: str, name: Any, one: tuple[str, str], state: State) -> bool:
    return one in _given(kind, name, state)


def _kind(view: View) -> str:
    return "the materialized view" if view.materialized else "the view"


def _on(value: bool) -> str:
    return "on" if value else "off"


def _text(node: ast.Node | None) -> str:
    return str(RawStream()(node)) if node is not None else "none"
