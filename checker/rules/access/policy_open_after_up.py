"""A policy that the files do not show lets every row through once everything is applied, or one of before is another and no file shows it.

## Why

A DO block that puts a policy's text together, or a function that makes one, hides it from every rule that reads
files. So each policy is judged again as the database keeps it (`pg_get_expr`), by the same evaluator. One of before that such a text drops or
alters, where the files leave it as it was, is a warning: what it lets through now, no rule has looked at.

## How to fix

Write the policy as a statement of its own, and ask for the caller in it:

```sql
create policy note_own on public.note for select to authenticated using (owner = (select auth.uid()));
```

## Not reported

- Policies whose text the file shows as it is stored: rules of their own say what is wrong with those.
- FOR SELECT, TO nobody but the config's `view_owners`; TO nobody but roles that `access:` lets write.
- Tables that have a restrictive policy.
- Policies that are as they were before the change, by the catalog or by the files; of a table that has another name now; and, where the change
  renames something, those of which only the expression or the roles are written otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pglast import ast

from checker.model import Difference, Location, ObjectId, Severity, Trial
from checker.names import quote, split_qualified
from checker.predicate import ANONYMOUS, NO_CLAIMS, STRANGER, Answer, Caller, decide
from checker.rule import Hit, rule
from checker.rules._blame import blame, hidden
from checker.rules._state import up_steps
from checker.rules.access._meaning import columns_of, meaning, unquestioned
from checker.rules.access.policy_widened import text_of
from checker.state import Name, Policy, chain
from checker.state.expression import parse_value

_CALLERS = (NO_CLAIMS, ANONYMOUS, STRANGER)


@rule(Severity.ERROR)
def check(trial: Trial) -> Iterator[Hit]:
    """Each new or changed permissive policy that is open as it is stored, and not as it is written."""
    if trial.start is None or trial.end is None:
        return
    state = chain(trial.change).end
    written = {
        f"{table.name} {quote(one.name)}": one
        for table in state.tables()
        for one in state.policies(table.name)
    }
    stored = trial.end.of_kind("policy")
    told: set[str] = set()
    narrowed = {one.get("table") for one in stored.values() if one.get("kind") == "restrictive"}
    for name, properties in stored.items():
        table = properties.get("table") or ""
        if trial.start.get("policy", name) == properties or table in narrowed or _trusted(trial, properties):
            continue
        nodes = [parse_value(text) for text in (properties.get("using"), properties.get("check")) if text]
        opened = [
            caller.name for caller in _CALLERS if any(_is_open(trial, table, node, caller) for node in nodes)
        ]
        known = written.get(name)
        if not opened or (known is not None and _shown(trial, table, known)):
            continue
        place = _place(trial, name)
        if place is not None:
            text = (
                f"the policy {name.removeprefix(table).strip()} of {table} is true of every row for {opened[0]}, as the database"
                " keeps it: write it as a statement, and ask for the caller in it"
            )
            yield Hit(place, text, name)
            told.add(name)
    for name, what in _unseen(trial):
        place = _place(trial, name) if name not in told else None
        if place is not None:
            table = (trial.start.get("policy", name) or {}).get("table") or ""
            yield Hit(
                place,
                f"the policy {name.removeprefix(table).strip()} of {table} {what}, and no statement shows it: write it as one, so that"
                " what is let through can be judged",
                name,
                severity=Severity.WARNING,
            )


def _unseen(trial: Trial) -> Iterator[tuple[str, str]]:
    """The policies of before that are gone or say something else, by the catalog, and that the files leave as they were; with which it is."""
    if trial.start is None or trial.end is None:
        return
    states = chain(trial.change)
    renames = any(up_steps(trial.change, ast.RenameStmt, ast.AlterObjectSchemaStmt))
    for name, was in trial.start.of_kind("policy").items():
        now = trial.end.get("policy", name)
        if now == was or trial.end.get("table", was.get("table") or "") is None:
            continue
        parts = split_qualified(was.get("table") or "")
        plain = name.removeprefix(was.get("table") or "").strip()
        before, after = (
            next((one for one in state.policies(Name(*parts)) if quote(one.name) == plain), None)
            for state in (states.old, states.end)
        )
        if before is None or after is None or text_of(before) != text_of(after):
            continue
        if now is None:
            yield name, "is gone"
        elif any(was.get(part) != now.get(part) for part in ("kind", "command")) or not renames:
            yield name, "says something else than before"


def _trusted(trial: Trial, properties: Mapping[str, str | None]) -> bool:
    """Whether it is open to nobody but those who may have every row, or narrows others instead."""
    roles, config = set((properties.get("roles") or "public").split("\n")), trial.change.config
    reads = properties.get("command") == "select" and roles <= set(config.view_owners)
    return properties.get("kind") != "permissive" or reads or roles <= unquestioned(config)


def _shown(trial: Trial, table: str, policy: Policy) -> bool:
    """Whether the file's own text is open as well, so that the rules of files have said it."""
    nodes = [node for node in (policy.using, policy.check) if node is not None]
    return any(_is_open(trial, table, node, caller) for node in nodes for caller in _CALLERS)


def _is_open(trial: Trial, table: str, node: ast.Node, caller: Caller) -> bool:
    noun = chain(trial.change).end.table(Name(*split_qualified(table)))
    if noun is not None:
        return meaning(trial.change, noun, node, caller, nulls=False) is Answer.EVERY
    relation = split_qualified(table)[-1]
    verdict = decide(node, caller, relation=relation, columns=columns_of(trial.change), nulls=False)
    return verdict.answer is Answer.EVERY


def _place(trial: Trial, name: str) -> Location | None:
    """The statement that made it, as far as that can be told."""
    if trial.start is None or trial.end is None:
        return None
    change = trial.change
    judged = change.migrations if change.everything else change.changed
    scripts = [*(migration.up for migration in judged), *change.repeatable]
    one = Difference(ObjectId("policy", name), None, None, "")
    found = (
        blame(scripts, one, trial.start, trial.end, removed=False)
        or hidden(scripts)
        or next(iter(scripts), None)
    )
    return found.location if found else None
