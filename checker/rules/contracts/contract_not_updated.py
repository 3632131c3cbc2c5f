"""A relation, view or policy that a contract speaks of has changed, and the contract has not.

## Why

Consumers read the contract, not the migrations. Whatever changes under a published view, in its tables, in the
policies that say which rows it shows, or in the view itself, is looked at again in the contract: often a
word and a patch version are enough, sometimes it is a promise.

## How to fix

Say in the contract what is new, and raise its version:

```yaml
version: 1.0.1
```

## Not reported

- Indexes, comments, grants, statistics, and a constraint that is only validated.
- A repeatable script's statement that the base has word for word.
- A relation that this change makes, and one that no contract names.
- A view that is no longer as its contract says, and what it reads: that is
  [view-differs-from-contract](view-differs-from-contract.md).
- What a DO block does under a condition, or with names that it computes.
- The statements of a merged migration that is edited: that is
  [migration-edited-after-merge](migration-edited-after-merge.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pglast import enums

from checker.model import Change, Script, Severity
from checker.names import enumerated
from checker.rule import Hit, rule
from checker.rules.contracts._shapes import shapes
from checker.shape.compare import compare
from checker.state import Name, Step, chain

_QUIET = {
    enums.AlterTableType.AT_SetStatistics, enums.AlterTableType.AT_SetOptions, enums.AlterTableType.AT_ResetOptions,
    enums.AlterTableType.AT_SetStorage, enums.AlterTableType.AT_ClusterOn, enums.AlterTableType.AT_DropCluster,
    enums.AlterTableType.AT_ValidateConstraint, enums.AlterTableType.AT_SetRelOptions,
    enums.AlterTableType.AT_ResetRelOptions, enums.AlterTableType.AT_ReplicaIdentity,
}  # fmt: skip
_DROPPED = (enums.ObjectType.OBJECT_TABLE, enums.ObjectType.OBJECT_VIEW, enums.ObjectType.OBJECT_MATVIEW)


@rule(Severity.ERROR)
def check(change: Change) -> Iterator[Hit]:
    """The first statement that changes something of which a contract speaks that this change leaves alone."""
    unchanged = [
        one for one in change.contracts if one.file_status == "unchanged" and one.status != "retired"
    ]
    if not unchanged:
        return
    shown = shapes(change)
    stale = [one for one in unchanged if one.view not in shown or not compare(one, shown[one.view])]
    seen: set[str] = {one.view for one in unchanged} - {one.view for one in stale}
    for step, is_new in _new_steps(change):
        for name in map(str, _changed(step)) if is_new else ():
            files = [one.path for one in stale if name == one.view or name in one.base_relations]
            if files and name not in seen:
                seen.add(name)
                which = enumerated(path.rsplit("/", 1)[-1] for path in files)
                verb = "speaks" if len(files) == 1 else "speak"
                text = f"{name} changes, and {which}, which {verb} of it, {'does' if len(files) == 1 else 'do'} not: say there what is new, and raise the version"
                yield Hit(step.statement.location, text, name)


def _new_steps(change: Change) -> Iterator[tuple[Step, bool]]:
    """The steps of changed scripts, each with whether its text is new."""
    base = {script.path: script for script in change.base_scripts}
    for migration in change.changed:
        if migration.parsed and (migration.status == "added" or migration.id not in change.base_ids):
            for step in chain(change).steps(migration.up):
                yield step, True
    for script in change.repeatable:
        if script.changed and not script.problems:
            known = _texts(base.get(script.path))
            for step in chain(change).steps(script):
                yield step, " ".join(step.statement.text.split()) not in known


def _texts(script: Script | None) -> set[str]:
    return {" ".join(statement.text.split()) for statement in script.statements} if script else set()


def _changed(step: Step) -> Iterator[Name]:
    """The relations that a statement changes for those who read them, and that were there before it."""
    node: Any = step.statement.node
    match type(node).__name__:
        case "AlterTableStmt":
            if all(command.subtype in _QUIET for command in node.cmds):
                return
            found = [step.name(node.relation)]
        case "RenameStmt" if node.relation is not None and node.renameType != enums.ObjectType.OBJECT_INDEX:
            found = [step.before.resolve(node.relation)]
        case "CreatePolicyStmt" | "AlterPolicyStmt":
            found = [step.name(node.table)]
        case "ViewStmt":
            found = [step.name(node.view)]
        case "DropStmt" if node.removeType in _DROPPED:
            found = [step.before.resolve(tuple(part.sval for part in one)) for one in node.objects]
        case "DropStmt" if node.removeType == enums.ObjectType.OBJECT_POLICY:
            found = [step.before.resolve(tuple(part.sval for part in one[:-1])) for one in node.objects]
        case "DoStmt":
            found = _altered(step)
        case _:
            return
    for name in found:
        if step.before.kind_of(name) is not None or step.after.view(name) is not None:
            yield name


def _altered(step: Step) -> list[Name]:
    """The relations of before that a block has altered for their readers, as far as the file tells it."""
    found = []
    for table in step.before.differing(step.after, "table"):
        now = step.after.table(table.name)
        if now is None or any(
            getattr(now, one) != getattr(table, one) for one in ("columns", "policies", "rls", "force")
        ):
            found.append(table.name)
    for view in step.before.differing(step.after, "view"):
        shown = step.after.view(view.name)
        if shown is None or shown.query is not view.query or shown.options != view.options:
            found.append(view.name)
    return found
