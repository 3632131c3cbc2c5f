"""Whether the catalog holds a policy as its file has it, where something hides what else was done to the table's policies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pglast import ast, parser
from pglast.stream import RawStream

from checker.model import Finding, Trial
from checker.names import quote
from checker.state import Policy, Table, chain


def holds(trial: Trial, finding: Finding) -> bool | None:
    """True where the policy is stored as it is written and narrowed by no other than the files show; False where it is gone."""
    name = finding.object or ""
    for table in chain(trial.change).end.tables():
        if name.startswith(f"{table.name} ") and trial.end is not None:
            # What is gone with its table, or has another name by now, is not refuted.
            if trial.end.get("table", str(table.name)) is None:
                return None
            stored = trial.end.get("policy", name)
            if stored is None:
                return False
            written = next((one for one in table.policies.values() if _object(table, one) == name), None)
            try:
                same = written is not None and _same(written, stored) and not _is_narrowed(trial, table)
            # What is nested deeper than Python goes down stays undecided.
            except RecursionError:
                same = False
            return True if same else None
    return None


def _object(table: Table, policy: Policy) -> str:
    return f"{table.name} {quote(policy.name)}"


def _is_narrowed(trial: Trial, table: Table) -> bool:
    """Whether the catalog holds a restrictive policy of the table that the files do not show so."""
    written = {_object(table, one): one for one in table.policies.values()}
    return trial.end is not None and any(
        one.get("kind") == "restrictive"
        and one.get("table") == str(table.name)
        and not ((known := written.get(name)) and _same(known, one))
        for name, one in trial.end.of_kind("policy").items()
    )


def _same(written: Policy, stored: Mapping[str, str | None]) -> bool:
    return (
        stored.get("command") == written.command
        and stored.get("kind") == ("permissive" if written.permissive else "restrictive")
        and {role.strip('"') for role in (stored.get("roles") or "public").split("\n")} == {*written.roles}
        and _says(stored.get("using")) == _says(written.using)
        and _says(stored.get("check")) == _says(written.check)
    )


def _says(expression: ast.Node | str | None) -> Any:
    """An expression as plain data, without what PostgreSQL adds when it prints one: places, casts, names of results."""
    if expression is None:
        return None
    text = expression if isinstance(expression, str) else RawStream()(expression)
    return _bare(json.loads(parser.parse_sql_json(f"SELECT ({text})"))["stmts"][0]["stmt"])


_ADDED = frozenset({"location", "funcformat", "stmt_location", "stmt_len", "name"})


def _bare(data: Any) -> Any:
    if isinstance(data, list):
        return [_bare(one) for one in data]
    if not isinstance(data, dict):
        return data
    if "TypeCast" in data:
        return _bare(data["TypeCast"]["arg"])
    return {
        key: _bare(value)
        for key, value in data.items()
        if not (key in _ADDED and (key != "name" or isinstance(value, str)))
    }
