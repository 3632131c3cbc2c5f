"""Policies, triggers, views, functions, types, schemas, sequences, extensions, roles and settings."""

from __future__ import annotations

from typing import Any, Literal, cast

from msgspec.structs import replace
from pglast import ast
from pglast.enums import TransactionStmtKind, VariableSetKind, ViewCheckOption

from checker.state.alter import find_functions, option_value, options, replace_function
from checker.state.builder import Builder
from checker.state.names import Name, parts, type_name
from checker.state.nouns import Extension, Function, Policy, Role, Schema, Sequence, Trigger, Type, View
from checker.state.query import column_names, reads
from checker.state.tables import input_types

_EVENTS = {4: "insert", 8: "delete", 16: "update", 32: "truncate"}
Command = Literal["all", "select", "insert", "update", "delete"]


def create_policy(b: Builder, node: Any) -> None:
    table = b.name(node.table)
    roles = tuple(b.role(role) for role in node.roles or ())
    policy = Policy(
        str(node.policy_name),
        table,
        b.at,
        b.at,
        cast(Command, str(node.cmd_name or "all")),
        bool(node.permissive),
        roles or ("public",),
        # The grammar puts PUBLIC where no TO stands; only a written one has a place.
        any(role.location is not None and role.location >= 0 for role in node.roles or ()),
        node.qual,
        node.with_check,
    )
    b.change_table(
        table,
        "policies",
        lambda one: replace(one, policies={**one.policies, policy.name: policy}),
        adds=True,
    )


def alter_policy(b: Builder, node: Any) -> None:
    table = b.state.table(b.name(node.table))
    policy = table.policies.get(str(node.policy_name)) if table else None
    if table is None or policy is None:
        return
    changed = replace(
        policy,
        changed=b.at,
        roles=tuple(b.role(role) for role in node.roles) if node.roles else policy.roles,
        explicit_roles=policy.explicit_roles or bool(node.roles),
        using=node.qual or policy.using,
        check=node.with_check or policy.check,
    )
    b.change_table(
        table.name, "policies", lambda one: replace(one, policies={**one.policies, policy.name: changed})
    )


def create_trigger(b: Builder, node: Any) -> None:
    name = b.name(node.relation)
    timing = int(node.timing or 0)
    when: dict[int, Literal["before", "after", "instead of"]] = {2: "before", 64: "instead of"}
    trigger = Trigger(
        str(node.trigname),
        name,
        b.state.resolve_function(parts(node.funcname)),
        b.at,
        frozenset(word for bit, word in _EVENTS.items() if int(node.events or 0) & bit),
        when.get(timing, "after"),
        bool(node.row),
        bool(node.isconstraint),
    )
    view = b.state.view(name)
    if view is not None:
        b.put(
            "view",
            name,
            replace(view, triggers={**view.triggers, trigger.name: trigger}),
            "triggers",
            adds=True,
        )
    else:
        b.change_table(
            name,
            "triggers",
            lambda one: replace(one, triggers={**one.triggers, trigger.name: trigger}),
            adds=True,
        )


def create_event_trigger(b: Builder, node: ast.CreateEventTrigStmt) -> None:
    b.write("event trigger", str(node.trigname), str(node.trigname))


def create_view(b: Builder, node: Any) -> None:
    name = b.new_name(node.view)
    old = b.state.view(name)
    relations, functions = reads(b.state, node.query)
    given = options(node.options)
    if node.withCheckOption != ViewCheckOption.NO_CHECK_OPTION:
        local = node.withCheckOption == ViewCheckOption.LOCAL_CHECK_OPTION
        given["check_option"] = "local" if local else "cascaded"
    view = View(
        name,
        old.made if old else b.at,
        b.at,
        node.query,
        False,
        parts(node.aliases) or column_names(b.state, node.query),
        relations,
        functions,
        given,
        old.owner if old else b.state.current_role,
        old.triggers if old else {},
    )
    b.put("view", name, view, "definition")
    if old is None:
        b.make("table", name, name.schema)


def create_function(b: Builder, node: ast.CreateFunctionStmt) -> None:
    name = b.new_object(parts(node.funcname))
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


def _with_options(b: Builder, function: Function, items: tuple[Any, ...]) -> Function:
    for item in items:
        match item.defname:
            case "language":
                function = replace(function, language=item.arg.sval.lower())
            case "security":
                function = replace(function, security_definer=bool(item.arg.boolval))
            case "leakproof":
                function = replace(function, leakproof=bool(item.arg.boolval))
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


def constant(node: Any) -> str:
    """The text of a constant, as SET takes it."""
    if isinstance(node, ast.A_Const):
        return "" if node.isnull else option_value(node.val)
    if isinstance(node, ast.TypeCast):
        return constant(node.arg)
    return ""


def alter_function(b: Builder, node: Any) -> None:
    for one in find_functions(b, node.func):
        replace_function(b, one, replace(_with_options(b, one, node.actions or ()), changed=b.at))


def create_aggregate(b: Builder, node: Any) -> None:
    if node.kind.name == "OBJECT_AGGREGATE" and node.defnames:
        arguments = input_types(node.args[0] if node.args and isinstance(node.args[0], tuple) else ())
        name = b.new_object(parts(node.defnames))
        b.put_function(Function(name, arguments, b.at, b.at, kind="aggregate", language="internal"))
    elif node.kind.name == "OBJECT_TYPE" and node.defnames:
        name = b.new_object(parts(node.defnames))
        b.put("type", name, Type(name, b.at), "exists", adds=True)


def create_enum(b: Builder, node: ast.CreateEnumStmt) -> None:
    name = b.new_object(parts(node.typeName))
    _put_type(b, Type(name, b.at, "enum", parts(node.vals), owner=b.state.current_role))


def _put_type(b: Builder, made: Type) -> None:
    b.put("type", made.name, made, "exists", adds=True)
    b.make("type", made.name, made.name.schema)


def alter_enum(b: Builder, node: ast.AlterEnumStmt) -> None:
    known = b.state.type(b.state.resolve_type(parts(node.typeName)))
    if known is None:
        return
    labels, new = list(known.labels), str(node.newVal)
    if node.oldVal is not None:
        changed = replace(known, labels=tuple(new if one == node.oldVal else one for one in labels))
    elif new in labels:
        return
    else:
        neighbour = node.newValNeighbor
        place = (
            labels.index(neighbour) + int(bool(node.newValIsAfter)) if neighbour in labels else len(labels)
        )
        labels.insert(place, new)
        changed = replace(known, labels=tuple(labels), added={**known.added, new: b.at})
    b.put("type", known.name, changed, "definition", adds=node.oldVal is None)


def create_domain(b: Builder, node: ast.CreateDomainStmt) -> None:
    _put_type(b, Type(b.new_object(parts(node.domainname)), b.at, "domain", owner=b.state.current_role))


def create_composite(b: Builder, node: Any) -> None:
    _put_type(b, Type(b.new_name(node.typevar), b.at, "composite", owner=b.state.current_role))


def create_range(b: Builder, node: ast.CreateRangeStmt) -> None:
    _put_type(b, Type(b.new_object(parts(node.typeName)), b.at, "range", owner=b.state.current_role))


def create_schema(b: Builder, node: ast.CreateSchemaStmt) -> None:
    """CREATE SCHEMA, with the elements that may stand in it."""
    from checker.state.apply import apply_node

    owner = b.role(node.authrole) or None
    name = node.schemaname or owner or ""
    if b.state.schema(name) is None:
        b.put("schema", name, Schema(name, b.at, owner), "exists", adds=True)
        b.make("schema", name, None)
    path = b.state.get("session", "search_path")
    if node.schemaElts:
        b.write("session", "search_path", (name,))
        for element in node.schemaElts:
            apply_node(b, element)
        b.write("session", "search_path", path)


def create_sequence(b: Builder, node: Any) -> None:
    name = b.new_name(node.sequence)
    if node.if_not_exists and b.state.kind_of(name) is not None:
        return
    made = Sequence(name, b.at, _owned_by(b, node.options or ()), b.state.current_role)
    b.put("sequence", name, made, "exists", adds=True)
    b.make("sequence", name, name.schema)


def alter_sequence(b: Builder, node: Any) -> None:
    known = b.state.sequence(b.name(node.sequence))
    if known is not None and any(item.defname == "owned_by" for item in node.options or ()):
        b.put("sequence", known.name, replace(known, owned_by=_owned_by(b, node.options)), "definition")


def _owned_by(b: Builder, items: tuple[Any, ...]) -> tuple[Name, str] | None:
    for item in items:
        names = parts(item.arg) if item.defname == "owned_by" else ()
        if len(names) > 1:
            return b.name(names[:-1]), names[-1]
    return None


def create_extension(b: Builder, node: ast.CreateExtensionStmt) -> None:
    name = str(node.extname)
    if b.state.extension(name) is None:
        schema = options(node.options).get("schema")
        b.put("extension", name, Extension(name, b.at, schema), "exists", adds=True)


def create_role(b: Builder, node: Any) -> None:
    name = str(node.role)
    role = b.state.role(name) or Role(name, b.at, login=node.stmt_type.name == "ROLESTMT_USER")
    b.put("role", name, _role(b, role, node.options or ()), "roles", adds=True)
    for item in node.options or ():
        if item.defname in ("rolemembers", "adminmembers"):
            for member in item.arg:
                add_membership(b, b.role(member), name)


def alter_role(b: Builder, node: Any) -> None:
    name = b.role(node.role)
    for item in node.options or ():
        if item.defname == "rolemembers":
            for member in item.arg:
                add_membership(b, b.role(member), name, add=int(node.action) > 0)
    role = b.state.role(name)
    if role is not None:
        b.put("role", name, _role(b, role, node.options or ()), "roles")


def _role(b: Builder, role: Role, items: tuple[Any, ...]) -> Role:
    fields = {
        "superuser": "superuser",
        "bypassrls": "bypassrls",
        "canlogin": "login",
        "inherit": "inherit",
        "createrole": "createrole",
    }
    for item in items:
        if item.defname in fields:
            given: dict[str, Any] = {fields[item.defname]: bool(item.arg.boolval)}
            role = replace(role, **given)
        elif item.defname == "addroleto":
            role = replace(role, member_of=role.member_of | {b.role(one) for one in item.arg})
    return role


def add_membership(b: Builder, member: str, group: str, *, add: bool = True) -> None:
    role = b.state.role(member) or Role(member, None)
    groups = role.member_of | {group} if add else role.member_of - {group}
    b.put("role", member, replace(role, member_of=groups), "roles", adds=add)


def drop_role(b: Builder, node: ast.DropRoleStmt) -> None:
    for spec in node.roles or ():
        b.remove("role", b.role(spec))


def set_for_role(b: Builder, node: Any) -> None:
    role = b.state.role(b.role(node.role)) if node.role is not None else None
    if role is not None and node.setstmt.name == "search_path":
        b.put("role", role.name, replace(role, search_path=_path(node.setstmt)), "roles")


def set_for_database(b: Builder, node: Any) -> None:
    if node.setstmt.name == "search_path":
        b.write("session", "database path", _path(node.setstmt))


def _path(node: ast.VariableSetStmt) -> tuple[str, ...] | None:
    if node.kind != VariableSetKind.VAR_SET_VALUE:
        return None
    return tuple(constant(one) for one in node.args or ()) or None


def set_variable(b: Builder, node: ast.VariableSetStmt) -> None:
    """SET and RESET of what decides how names are found and who owns what is made."""
    name = str(node.name or "").lower()
    reset = node.kind in (
        VariableSetKind.VAR_RESET,
        VariableSetKind.VAR_RESET_ALL,
        VariableSetKind.VAR_SET_DEFAULT,
    )
    if name == "search_path" or node.kind == VariableSetKind.VAR_RESET_ALL:
        path = b.state.get("session", "default path") if reset else _path(node)
        b.set("search_path", path, local=bool(node.is_local))
    elif name in ("role", "session_authorization"):
        wanted = None if reset else constant(node.args[0]) if node.args else None
        b.set("role", None if wanted == "none" else wanted, local=bool(node.is_local))


def set_config(b: Builder, name: str, value: str, *, local: bool) -> None:
    """`set_config('search_path', …, …)`, as pg_dump writes it."""
    if name == "search_path":
        path = tuple(one.strip().strip('"') for one in value.split(",") if one.strip())
        b.set("search_path", path or ("pg_catalog",), local=local)
    elif name == "role":
        b.set("role", None if value == "none" else value, local=local)


def transaction(b: Builder, node: ast.TransactionStmt) -> None:
    match node.kind:
        case TransactionStmtKind.TRANS_STMT_BEGIN | TransactionStmtKind.TRANS_STMT_START:
            b.begin()
        case TransactionStmtKind.TRANS_STMT_COMMIT:
            b.commit()
        case TransactionStmtKind.TRANS_STMT_ROLLBACK:
            b.rollback()
        case TransactionStmtKind.TRANS_STMT_SAVEPOINT:
            b.savepoint(str(node.savepoint_name))
        case TransactionStmtKind.TRANS_STMT_ROLLBACK_TO:
            b.rollback_to(str(node.savepoint_name))
