"""Settings that statements change, however they are written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pglast import ast

from checker.model import Change, Statement
from checker.rules._scripts import every_statement
from checker.rules._tree import Call, calls, every_call, literal
from checker.state.options import constant

Setting = tuple[str, str | None, ast.Node]
_KINDS = (
    ast.VariableSetStmt,
    ast.AlterRoleSetStmt,
    ast.AlterDatabaseSetStmt,
    ast.AlterSystemStmt,
    ast.CreateFunctionStmt,
    ast.AlterFunctionStmt,
)


def settings(statement: Statement) -> Iterator[Setting]:
    """Name, value (None for the default or what is computed) and node of each setting that a statement changes.

    SET, ALTER ROLE … SET, ALTER DATABASE … SET, ALTER SYSTEM SET, a function's SET clause, and `set_config`.
    """
    yield from _by_form(statement)
    yield from _by_call(calls(statement, "set_config"))


def is_local(node: ast.Node) -> bool:
    """Whether a SET, or a call of set_config, holds for the transaction alone."""
    match node:
        case ast.VariableSetStmt():
            return bool(node.is_local)
        case ast.FuncCall(args=(_, _, third)):
            return constant(third).lower() not in ("false", "f", "off", "no", "0")
    return True


def every_setting(change: Change) -> Iterator[tuple[Statement, str, str | None, ast.Node]]:
    """Each setting that a statement of what is judged changes, as `settings` has it, with its statement."""
    for statement in every_statement(change, *_KINDS):
        yield from ((statement, *setting) for setting in _by_form(statement))
    for statement, call in every_call(change, "set_config"):
        yield from ((statement, *setting) for setting in _by_call([call]))


def _by_form(statement: Statement) -> Iterator[Setting]:
    node = statement.node
    match node:
        case ast.VariableSetStmt() as changed:
            yield from _set(changed, node)
        case (
            ast.AlterRoleSetStmt(setstmt=changed)
            | ast.AlterDatabaseSetStmt(setstmt=changed)
            | ast.AlterSystemStmt(setstmt=changed)
        ) if changed is not None:
            yield from _set(changed, node)
        case ast.CreateFunctionStmt(options=options) | ast.AlterFunctionStmt(actions=options):
            for option in options or ():
                if isinstance(option.arg, ast.VariableSetStmt):
                    yield from _set(option.arg, option)


def _by_call(called: Iterable[Call]) -> Iterator[Setting]:
    for name, call in called:
        if name == ("set_config",) and call.args and (setting := literal(call.args[0])) is not None:
            yield setting.lower(), literal(call.args[1]) if len(call.args) > 1 else None, call


def _set(changed: ast.VariableSetStmt, node: ast.Node) -> Iterator[tuple[str, str | None, ast.Node]]:
    if changed.name:
        values = [literal(value) for value in changed.args or ()]
        yield changed.name.lower(), values[0] if len(values) == 1 else None, node
