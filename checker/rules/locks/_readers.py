"""What those who read a table or a column by its name meet once a migration has run."""

from __future__ import annotations

from collections.abc import Collection

from checker.model import Change
from checker.names import quote
from checker.state import Name, Step, View, chain


def what_readers_meet(change: Change, step: Step, name: Name, column: str | None = None) -> str | None:
    """What readers of a name that a step takes away meet after the migration, in words.

    Empty where it is as before, None where nothing is there. A view in a table's place is taken for what it was.
    """
    old, after = step.before.table(name), chain(change).after(step.script)
    new = after.table(name)
    if column is None:
        lost = [one for one in old.columns if one not in new.columns] if old and new else []
        if lost:
            return f"finds another table there, without {', '.join(map(quote, lost))}"
        if new is not None:
            return ""
        made = after.view(name)
        return _of_a_script(change, step, name) if made is None else _of_a_view(step.before.view(name), made)
    was, now = (table.columns.get(column) if table else None for table in (old, new))
    if now is None:
        return None
    if was is None or not was.type or not now.type or was.type == now.type:
        return ""
    return f"finds another column there, {now.type} where {was.type} was"


def _of_a_script(change: Change, step: Step, name: Name) -> str | None:
    """What they meet once the repeatable scripts have run, which come after the migrations."""
    old, new = step.before.view(name), chain(change).end.view(name)
    if old is None or new is None or new.made.path not in {one.path for one in change.repeatable}:
        return None
    return "" if _is_promised(change, name, _lost(old, new)) else _of_a_view(old, new)


def _is_promised(change: Change, name: Name, columns: Collection[str]) -> bool:
    """Whether a contract names all of these columns of a view: what the view owes its readers is then told by that."""
    return any(
        one.view == str(name) and one.status != "retired" and all(map(one.column, columns))
        for one in change.contracts
    )


def _lost(old: View | None, new: View) -> list[str]:
    """The columns of a view that another one lacks, where both are known."""
    there = new.columns
    return [one for one in old.columns or () if one not in there] if old and there is not None else []


def _of_a_view(old: View | None, new: View) -> str:
    """What they meet in another view of the name; one in a table's place is taken for what that was."""
    lost = _lost(old, new)
    return f"finds another view there, without {', '.join(map(quote, lost))}" if lost else ""
