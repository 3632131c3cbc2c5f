"""Functions, procedures and aggregates."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from pglast import ast
from pglast.enums import VariableSetKind

from checker.state.builder import Builder
from checker.state.names import Name, type_name, words
from checker.state.nouns import (
    Function,
    Type,
)
from checker.state.options import constant
from checker.state.tables import input_types


def create_function(b: Builder, node: ast.CreateFunctionStmt) -> None:
    name = b.new_object(words(node.funcname))
    arguments = input_types(node.parameters)
    old = b.state.function(name, arguments)
    function = Function(
        name,
        arguments,
        old.made if old else b.at,
        b.at,
        kind="procedure" if node.is_procedure else "function",
        returns=type_name(node.returnType),
        owner=old.owner if old else b.state.current_role,
    )
    function = _with_options(b, function, node.options or ())
    if function.language == "plpgsql" and b.statement is not None and b.statement.node is node:
        function = replace(function, text=b.statement.text)
    if node.sql_body is not None:
        function = replace(function, statements=_nodes(node.sql_body))
    b.put_function(function)
    if old is None:
        b.make("function", function.signature, name.schema)


def _nodes(value: Any) -> tuple[ast.Node, ...]:
    if isinstance(value, ast.Node):
        return (value,)
    return tuple(node for item in value for node in _nodes(item)) if isinstance(value, tuple) else ()


def alter_function(b: Builder, node: Any) -> None:
    for one in find_functions(b, node.func):
        replace_function(b, one, replace(_with_options(b, one, node.actions or ()), changed=b.at))


def _with_options(b: Builder, function: Function, items: tuple[Any, ...]) -> Function:
    for item in items:
        match item.defname:
            case "language":
                function = replace(function, language=item.arg.sval.lower())
            case "security":
                function = replace(function, security_definer=bool(item.arg.boolval))
            case "volatility":
                function = replace(function, volatility=item.arg.sval)
            case "as":
                function = replace(function, body=item.arg[0].sval if item.arg else None)
            case "set":
                function = replace(function, settings=_settings(b, dict(function.settings), item.arg))
    return function


def _settings(b: Builder, settings: dict[str, str], node: ast.VariableSetStmt) -> dict[str, str]:
    name = str(node.name or "").lower()
    if node.kind == VariableSetKind.VAR_RESET_ALL:
        return {}
    if node.kind in (VariableSetKind.VAR_RESET, VariableSetKind.VAR_SET_DEFAULT):
        settings.pop(name, None)
    elif node.kind == VariableSetKind.VAR_SET_CURRENT:
        settings[name] = ", ".join(b.state.search_path) if name == "search_path" else ""
    else:
        settings[name] = ", ".join(constant(one) for one in node.args or ())
    return settings


def create_aggregate(b: Builder, node: Any) -> None:
    if node.kind.name == "OBJECT_AGGREGATE" and node.defnames:
        arguments = input_types(node.args[0] if node.args and isinstance(node.args[0], tuple) else ())
        name = b.new_object(words(node.defnames))
        b.put_function(Function(name, arguments, b.at, b.at, kind="aggregate", language="internal"))
    elif node.kind.name == "OBJECT_TYPE" and node.defnames:
        name = b.new_object(words(node.defnames))
        b.put("type", name, Type(name, b.at), "exists", adds=True)


def find_functions(b: Builder, node: ast.ObjectWithArgs) -> tuple[Function, ...]:
    """The known functions that `f(int)` or a bare `f` names."""
    found = b.state.functions_named(b.state.resolve_function(words(node.objname)))
    if node.args_unspecified:
        return found
    wanted = input_types(node.objfuncargs)
    plain = tuple(type_name(one, modifiers=False) for one in node.objargs or ())
    return tuple(one for one in found if one.arguments in (wanted, plain))


def replace_function(b: Builder, old: Function, new: Function | None) -> None:
    """Put a function in an old one's place; None drops it."""
    if b.doubt is not None:
        b.mark(b.doubt, {"definition"}, old.name)
        return
    others = tuple(one for one in b.state.functions_named(old.name) if one is not old)
    b.write("function", old.name, others or None)
    grants = b.state.grants("function", old.signature)
    if new is None:
        b.forget_grants("function", old.signature)
        return
    here = b.state.functions_named(new.name)
    b.put("function", new.name, (*here, new), "definition")
    if grants and new.signature != old.signature:
        b.forget_grants("function", old.signature)
        b.write("grants", ("function", new.signature), grants)
    if new.name != old.name and not old.arguments:
        _follow(b, old.name, new.name)


def _follow(b: Builder, old: Name, new: Name) -> None:
    """A trigger calls its function by OID, whatever that is called now."""
    for kind in ("table", "view"):
        for name, relation in list(b.state.items(kind)):
            if any(one.function == old for one in relation.triggers.values()):
                triggers = {
                    key: replace(one, function=new) if one.function == old else one
                    for key, one in relation.triggers.items()
                }
                b.write(kind, name, replace(relation, triggers=triggers))
