"""DO blocks, called functions and EXECUTE: what they plainly do is applied, what they may do is marked.

A body is plpgsql, parsed by PostgreSQL's own parser. Statements that stand in it without a condition
are applied like any other. An EXECUTE is understood where its text is made of literals, of variables whose
value is plain, of `format`, `quote_ident` and `||`, and loops over a literal array are gone through.
A text with a hole in it (`ALTER TABLE %I …` of an unknown name) still tells what kind of thing it changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pglast import ast, parser
from pglast.enums import ObjectType

from checker.state.builder import Builder
from checker.state.expression import HOLE, evaluate, values_of
from checker.state.names import Name, words
from checker.state.nouns import Aspect, Function
from checker.state.options import constant
from checker.state.plpgsql import as_do, do_body, pairs, query_of, read_body
from checker.state.query import walk
from checker.state.session import set_config

_MAX_DEPTH = 4
_MAX_TURNS = 500
_WORTH_READING = re.compile(
    r"\b(?:execute|create|alter|drop|grant|revoke|perform|call|select|set_config)\b", re.IGNORECASE
)
_ALTERS: Mapping[str, Aspect] = {
    "AT_EnableRowSecurity": "rls",
    "AT_DisableRowSecurity": "rls",
    "AT_ForceRowSecurity": "force",
    "AT_NoForceRowSecurity": "force",
    "AT_AddColumn": "columns",
    "AT_DropColumn": "columns",
    "AT_AddConstraint": "constraints",
    "AT_DropConstraint": "constraints",
    "AT_ChangeOwner": "owner",
    "AT_SetRelOptions": "options",
    "AT_ResetRelOptions": "options",
}
_ASPECTS: Mapping[type[ast.Node], Aspect] = {
    ast.CreatePolicyStmt: "policies",
    ast.AlterPolicyStmt: "policies",
    ast.GrantStmt: "grants",
    ast.GrantRoleStmt: "roles",
    ast.AlterDefaultPrivilegesStmt: "grants",
    ast.CreateTrigStmt: "triggers",
    ast.IndexStmt: "indexes",
    ast.ViewStmt: "definition",
    ast.CreateFunctionStmt: "definition",
    ast.AlterFunctionStmt: "definition",
    ast.AlterOwnerStmt: "owner",
    ast.CreateRoleStmt: "roles",
    ast.AlterRoleStmt: "roles",
    ast.AlterRoleSetStmt: "roles",
    ast.DropRoleStmt: "roles",
    ast.RenameStmt: "exists",
    ast.AlterObjectSchemaStmt: "exists",
}
_DROPS: Mapping[ObjectType, Aspect] = {
    ObjectType.OBJECT_POLICY: "policies",
    ObjectType.OBJECT_TRIGGER: "triggers",
    ObjectType.OBJECT_INDEX: "indexes",
    ObjectType.OBJECT_FUNCTION: "definition",
}
_MAKES = (ast.CreateSchemaStmt, ast.CreateSeqStmt, ast.CreateEnumStmt)
# What stands for a table whose name is not known, in a mark that says so.
COMPUTED_TABLE = "(computed table)"
Env = dict[str, str | None]


def do_block(b: Builder, node: ast.DoStmt) -> None:
    """DO: what its body does, as far as the text tells."""
    body, language = do_body(node)
    if language != "plpgsql":
        b.mark(f"a DO block in {language} may have changed it", set())
        return
    _run(b, as_do(body), body, "a DO block")


def call(b: Builder, node: Any) -> None:
    """CALL: what the procedure does, as far as the text tells."""
    _call(b, words(node.funccall.funcname))


def select(b: Builder, node: ast.SelectStmt) -> None:
    """SELECT INTO makes a table; a SELECT of functions may do anything that they do."""
    from checker.state.tables import create_table_as

    if node.intoClause is not None:
        create_table_as(b, node)
    for below in walk(node):
        if isinstance(below, ast.FuncCall):
            names = words(below.funcname)
            if names[-1] == "set_config" and below.args and len(below.args) == 3:
                _set_config(b, below)
            else:
                _call(b, names)


def _set_config(b: Builder, node: Any) -> None:
    name, value, local = node.args
    if isinstance(name, ast.A_Const) and isinstance(value, ast.A_Const):
        set_config(b, constant(name), constant(value), local=constant(local) == "true")
    elif isinstance(name, ast.A_Const) and constant(name) in ("role", "search_path"):
        b.mark(f"{constant(name)} was set to a computed value", set())


def _call(b: Builder, names: tuple[str, ...]) -> None:
    for function in b.state.functions_named(b.state.resolve_function(names)):
        _enter(b, function)


def _enter(b: Builder, function: Function) -> None:
    if b.depth >= _MAX_DEPTH or function.language not in ("plpgsql", "sql") or function.body is None:
        return
    b.depth += 1
    path = b.state.get("session", "search_path")
    pinned = function.settings.get("search_path")
    if pinned is not None:
        b.write("session", "search_path", tuple(one.strip() for one in pinned.split(",") if one.strip()))
    try:
        if function.language == "sql":
            _sql(b, function.body, f"the function {function.signature}")
        elif _WORTH_READING.search(function.body) and function.returns != "trigger":
            _run(b, function.text, None, f"the function {function.signature}")
    finally:
        b.depth -= 1
        if pinned is not None:
            b.write("session", "search_path", path)


def _run(b: Builder, text: str, body: str | None, what: str) -> None:
    """Go through a plpgsql text. `body` is given where its lines can be found in the statement itself."""
    if not _WORTH_READING.search(text):
        return
    try:
        parsed = read_body(text)
    except (parser.ParseError, ValueError, RecursionError):
        b.mark(f"{what} that can't be read may have changed it", set())
        return
    at, doubt = b.at, b.doubt
    try:
        _walk_all(b, parsed, what, _body_start(b, body))
    except RecursionError:
        b.mark(f"{what} that is nested too deep may have changed it", set())
    b.at, b.doubt = at, doubt


def _walk_all(b: Builder, parsed: Any, what: str, start: int | None) -> None:
    for one in parsed:
        function = one.get("PLpgSQL_function", {})
        env: Env = {}
        names: list[str] = []
        for datum in function.get("datums", ()):
            variable: dict[str, Any] = next(iter(datum.values()), {})
            default = query_of(variable.get("default_val"))
            names.append(str(variable.get("refname", "")))
            env[names[-1]] = evaluate(default, env) if default else None
        _Walker(b, what, names, start).block(function.get("action", {}), env)


def _body_start(b: Builder, body: str | None) -> int | None:
    """The line of the file on which a body begins, where it stands there as it is."""
    if body is None or b.statement is None:
        return None
    offset = b.statement.text.find(body)
    return b.statement.source.position(b.statement.start + offset)[0] if offset >= 0 else None


def _sql(b: Builder, text: str, what: str) -> None:
    try:
        raw = parser.parse_sql(text)
    except (parser.ParseError, RecursionError):
        b.mark(f"{what} runs a text that can't be read", set())
        return
    for item in raw:
        if item.stmt is not None:
            _node(b, item.stmt, what)


def _node(b: Builder, node: ast.Node, what: str) -> None:
    from checker.state.apply import apply_node

    holes = any(_is_hole(below) for below in walk(node))
    if not holes:
        apply_node(b, node)
        return
    name = _target(b, node)
    why = f"{what} runs a text with a computed part"
    if isinstance(node, ast.CreateStmt | ast.CreateTableAsStmt):
        relation: Any = node.relation if isinstance(node, ast.CreateStmt) else node.into and node.into.rel
        schema = (relation and relation.schemaname) or b.state.creation_schema
        b.mark(why, {"exists"}, COMPUTED_TABLE, None if HOLE in schema else schema)
        return
    if isinstance(node, _MAKES):
        b.mark(why, {"exists"}, "(computed)")
        return
    aspects = aspects_of(node)
    if aspects is not None:
        b.mark(why, aspects, name)


def _is_hole(node: Any) -> bool:
    match node:
        case ast.String():
            return HOLE in (node.sval or "")
        case ast.RangeVar():
            return HOLE in (node.relname or "") or HOLE in (node.schemaname or "")
        case ast.RoleSpec():
            return HOLE in (node.rolename or "")
    return any(
        isinstance(value, str) and HOLE in value
        for value in (getattr(node, attribute) for attribute in type(node).__slots__)
    )


def _target(b: Builder, node: Any) -> Name | None:
    """The relation that a statement speaks of, where the hole is elsewhere."""
    relation = getattr(node, "relation", None) or getattr(node, "table", None) or getattr(node, "view", None)
    if isinstance(node, ast.GrantStmt) and node.objects and len(node.objects) == 1:
        relation = node.objects[0]
    if isinstance(node, ast.DropStmt) and node.objects and len(node.objects) == 1:
        names = words(node.objects[0]) if isinstance(node.objects[0], tuple) else ()
        if node.removeType in (ObjectType.OBJECT_POLICY, ObjectType.OBJECT_TRIGGER):
            names = names[:-1]
        return b.name(names) if names and not any(HOLE in one for one in names) else None
    if isinstance(relation, ast.RangeVar) and not _is_hole(relation):
        return b.name(relation)
    return None


def aspects_of(node: Any) -> set[Aspect] | None:
    """What a statement may change; None where it changes nothing that the state knows."""
    match node:
        case ast.AlterTableStmt():
            return {_ALTERS.get(command.subtype.name, "definition") for command in node.cmds or ()}
        case ast.DropStmt(removeType=ObjectType() as kind):
            return {_DROPS.get(kind, "exists")}
    aspect = _ASPECTS.get(type(node))
    return {aspect} if aspect else None


class _Walker:
    """Goes through the statements of one plpgsql body.

    `names` are the declared variables, by number. An `env` has their values, None where it is not plain.
    """

    def __init__(self, b: Builder, what: str, names: list[str], first_line: int | None) -> None:
        self.b = b
        self.what = what
        self.names = names
        self.first_line = first_line
        self.turns = 0

    def block(self, statement: Mapping[str, Any], env: Env) -> None:
        for kind, value in statement.items():
            self.place(value)
            self.one(kind.removeprefix("PLpgSQL_"), value, env)

    def many(self, statements: Any, env: Env) -> None:
        for statement in statements or ():
            self.block(statement, env)

    def place(self, value: Any) -> None:
        line = value.get("lineno") if isinstance(value, dict) else None
        if line and self.first_line is not None and self.b.statement is not None:
            self.b.at = self.b.statement.source.line_location(self.first_line + line - 1)

    def one(self, kind: str, value: dict[str, Any], env: Env) -> None:
        match kind:
            case "stmt_block":
                if value.get("exceptions"):
                    self.perhaps(value.get("body"), env, "under an exception handler")
                    for handler in value["exceptions"].get("PLpgSQL_exception_block", {}).get("exc_list", ()):
                        action = handler.get("PLpgSQL_exception", {}).get("action")
                        self.perhaps(action, env, "in an exception handler")
                else:
                    self.many(value.get("body"), env)
            case "stmt_if":
                self.branches(
                    [
                        value.get("then_body"),
                        *(
                            one.get("PLpgSQL_if_elsif", {}).get("stmts")
                            for one in value.get("elsif_list", ())
                        ),
                        value.get("else_body"),
                    ],
                    env,
                )
            case "stmt_case":
                whens = [
                    one.get("PLpgSQL_case_when", {}).get("stmts") for one in value.get("case_when_list", ())
                ]
                self.branches([*whens, value.get("else_stmts")], env)
            case "stmt_foreach_a":
                number = value.get("varno")
                name = self.names[number] if isinstance(number, int) and number < len(self.names) else None
                self.loop(value, env, values_of(query_of(value.get("expr")), env), name)
            case "stmt_fors":
                fields = value.get("var", {}).get("PLpgSQL_row", {}).get("fields", [])
                name = fields[0].get("name") if len(fields) == 1 else None
                self.loop(value, env, values_of(query_of(value.get("query")), env) if name else None, name)
            case "stmt_loop" | "stmt_while" | "stmt_fori" | "stmt_forc" | "stmt_dynfors":
                self.loop(value, env, None, None)
            case "stmt_execsql":
                self.sql(query_of(value.get("sqlstmt")))
                _forget(env, value.get("target"))
            case "stmt_perform" | "stmt_call":
                self.sql(query_of(value.get("expr")))
            case "stmt_dynexecute":
                self.execute(query_of(value.get("query")), env)
                _forget(env, value.get("target"))
            case "stmt_assign":
                name, _, expression = query_of(value.get("expr")).partition(":=")
                known = evaluate(expression, env) if expression and self.b.doubt is None else None
                env[name.strip()] = known

    def perhaps(self, statements: Any, env: Env, where: str) -> None:
        """Go through statements that may not be run."""
        before = self.b.doubt
        self.b.doubt = before or f"{self.what} changes it {where}"
        self.many(statements, env)
        self.b.doubt = before

    def branches(self, bodies: list[Any], env: Env) -> None:
        for body in bodies:
            self.perhaps(body, env, "under a condition")
        if self.b.doubt is None and any(_returns(body) for body in bodies):
            self.b.doubt = f"{self.what} changes it after a RETURN under a condition"

    def loop(self, value: dict[str, Any], env: Env, values: list[str] | None, name: str | None) -> None:
        for assigned in _assigned(value.get("body")):
            env[assigned] = None
        if values is None or name is None or self.turns + len(values) > _MAX_TURNS:
            if name is not None:
                env[name] = None
            _forget(env, value.get("var"))
            self.perhaps(value.get("body"), env, "in a loop")
            return
        self.turns += len(values)
        for one in values:
            env[name] = one
            self.many(value.get("body"), env)
        env[name] = None

    def sql(self, query: str) -> None:
        if query:
            _sql(self.b, query, self.what)

    def execute(self, expression: str, env: Env) -> None:
        text = evaluate(expression, env, holes=True)
        if text is None:
            self.b.mark(f"{self.what} runs a computed text", set())
        else:
            _sql(self.b, text, self.what)


def _forget(env: Env, target: Any) -> None:
    """The variables that an INTO or a loop over rows writes to have no plain value any more."""
    for one in (target or {}).values():
        for name in (one.get("refname"), *(field.get("name") for field in one.get("fields", ()))):
            if name in env:
                env[name] = None


def _assigned(body: Any) -> Iterator[str]:
    """The variables that are assigned somewhere in a loop's body."""
    for key, value in pairs(body):
        if key == "PLpgSQL_stmt_assign":
            yield query_of(value.get("expr")).partition(":=")[0].strip()


def _returns(body: Any) -> bool:
    """Whether a branch holds a RETURN at its own level or below."""
    return any(key == "PLpgSQL_stmt_return" for key, _ in pairs(body))
