"""What to do about an attempt that was refused although it is promised: as far as the attempt told what refused it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from checker.model import Probe, Snapshot, Trial
from checker.names import enumerated, quote
from checker.rules.access._asked import last_name, relations_in
from checker.rules.access._blame import relation_name
from checker.state import chain

_ROWS = ("select", "insert", "update", "delete")
_PER_ROW = "each row ends in an error: "
# How the server names what it refuses (src/backend/catalog/aclchk.c, aclcheck_error).
_DENIED = re.compile(
    r"permission denied for (table|view|materialized view|foreign table|schema|function|procedure|sequence) (.+)"
)
_NO_WRITES = re.compile(r"cannot (?:insert into|update|delete from) view |cannot change materialized view ")
# What comes before an action, the action and what follows it, so that several of them are said at once.
_Remedy = tuple[str, str, str]
_OWN = "let a policy show the rows of access.settings.own, and let the seeds hold some"
_RELATIONS = ("table", "view", "materialized view", "foreign table")


def remedies(trial: Trial, probes: Iterable[Probe]) -> str:
    """What to do so that these work, of one role and relation: each thing once, as one sentence has them."""
    found: dict[tuple[str, str], list[str]] = {}
    for probe in probes:
        for before, action, after in _remedies(trial, probe):
            actions = found.setdefault((before, after), [])
            actions += [action] if action not in actions else []
    return ", and ".join(f"{before}{', '.join(actions)}{after}" for (before, after), actions in found.items())


def _remedies(trial: Trial, probe: Probe) -> Iterator[_Remedy]:
    said = (probe.unread or probe.detail).removeprefix(_PER_ROW)
    name, role = relation_name(probe.relation), quote(probe.role)
    if probe.of == 0:
        yield "it holds no row to try that with, so give it one in `seeds:`", "", ""
        if probe.sqlstate is None:
            return
    if probe.action == "execute":
        yield f"grant execute on function {name} to {role}", "", ""
    elif denied := _DENIED.fullmatch(said.removeprefix("no privilege; ")):
        yield from _denied(trial, probe, denied[1], denied[2])
    elif said.startswith("no privilege") or probe.action in ("references", "trigger"):
        yield "grant ", probe.action, f" on {name} to {role}"
    elif said.startswith("new row violates row-level security") and trial.change.config.access.settings.own:
        yield _OWN, "", ""
    elif said.startswith("new row violates row-level security"):
        yield f"let the WITH CHECK of a policy accept {role}'s rows", "", ""
    elif _NO_WRITES.match(said):
        yield "give it an INSTEAD OF trigger, or a query that PostgreSQL can write through", "", ""
    elif said.startswith("none of"):
        yield from _none(trial, probe)
    elif probe.sqlstate is not None:
        yield "mend what ends in that error", "", ""
    else:
        yield "let a policy show the rows", "", ""


def _denied(trial: Trial, probe: Probe, kind: str, named: str) -> Iterator[_Remedy]:
    """What to grant where the server said which object it refused: the one that was tried, or one on the way to it."""
    name, role = relation_name(probe.relation), quote(probe.role)
    if kind == "schema":
        yield f"grant usage on schema {quote(named)} to {role}", "", ""
    elif kind not in _RELATIONS:
        right = "usage" if kind == "sequence" else "execute"
        yield f"grant {right} on {kind} {_known(trial, (kind,), named)} to {role}", "", ""
    elif named == probe.relation.partition(".")[2]:
        yield "grant ", probe.action, f" on {name} to {role}"
        if probe.action in _ROWS and _without_policy(trial, probe):
            yield "let a policy show it the rows", "", ""
    elif not probe.unread and (view := _view(trial.end, name)) is not None:
        reader = _reader(view, probe.role)
        below = _known(trial, _RELATIONS, named)
        direct = below in _below(view)
        to = (
            f"{reader}, with whose rights the view reads"
            if direct
            else "the role with whose rights it is read"
        )
        yield "grant ", probe.action, f" on {below} to {to}"
    else:
        below = _known(trial, _RELATIONS, named)
        yield (
            f"grant select on {below} to {role}, or make the function that the view calls SECURITY DEFINER"
            if probe.unread
            else f"grant select on {below} to {role}, or let what asks for it (a policy, a trigger) do so by a SECURITY DEFINER function",
            "",
            "",
        )


def _none(trial: Trial, probe: Probe) -> Iterator[_Remedy]:
    """Nothing was refused, and nothing came of it: what is there to be read or written was hidden or left out."""
    name, catalog = relation_name(probe.relation), trial.end or Snapshot()
    triggers = _skipping(catalog, name, probe.action)
    by = f"the trigger{'' if len(triggers) == 1 else 's'} {enumerated(triggers)}"
    if (view := _view(catalog, name)) is not None and probe.action == "select":
        hidden = [one for one in _below(view) if (catalog.get("table", one) or {}).get("row security")]
        if hidden:
            reader = _reader(view, probe.role)
            yield (
                f"let a policy on {enumerated(hidden)} show {reader} the rows, with whose rights the view reads",
                "",
                "",
            )
        else:
            yield f"let its query show {quote(probe.role)} the rows", "", ""
    elif probe.action == "insert" and triggers:
        # Row-level security refuses a row with an error; a trigger that returns NULL leaves it out in silence.
        yield f"let {by} return the row instead of leaving it out", "", ""
    elif trial.change.config.access.settings.own:
        yield _OWN, "", ""
    elif probe.action in ("update", "delete") and triggers:
        protected = (catalog.get("table", name) or {}).get("row security")
        either = "let a policy show the rows, or " if protected else ""
        yield f"{either}let {by} return the row instead of leaving it out", "", ""
    elif probe.action == "insert":
        yield "let what takes the row instead of it (a rule, a trigger) write it", "", ""
    else:
        yield "let a policy show the rows", "", ""


def _view(catalog: Snapshot | None, name: str) -> Mapping[str, str | None] | None:
    if catalog is None:
        return None
    return catalog.get("view", name) or catalog.get("materialized view", name)


def _reader(view: Mapping[str, str | None], role: str) -> str:
    """With whose rights a view reads: its owner's, or those of the role that asks."""
    options = (view.get("options") or "").lower().splitlines()
    return quote(role) if "security_invoker=true" in options else view.get("owner") or "its owner"


def _below(view: Mapping[str, str | None]) -> list[str]:
    """The relations that a view's query reads itself, as the catalog writes their names."""
    return [*dict.fromkeys(relations_in(view.get("definition") or ""))]


def _skipping(catalog: Snapshot, name: str, action: str) -> list[str]:
    """The triggers that can leave a row of the relation out of this: those of each row, before it or instead of it."""
    found = []
    for label, one in catalog.of_kind("trigger").items():
        head, _, rest = (one.get("definition") or "").partition(" ON ")
        early = re.search(r" (?:BEFORE|INSTEAD OF) .*\b" + action.upper() + r"\b", head)
        if one.get("table") == name and early and one.get("enabled") != "no" and " FOR EACH ROW " in rest:
            found.append(label.removeprefix(f"{name} "))
    return found


def _without_policy(trial: Trial, probe: Probe) -> bool:
    """Whether row-level security governs the table, and no permissive policy is for this role and action."""
    name, catalog = relation_name(probe.relation), trial.end or Snapshot()
    if not (catalog.get("table", name) or {}).get("row security"):
        return False
    roles = {quote(one) for one in ("public", probe.role, *chain(trial.change).end.acts_as(probe.role))}
    return not any(
        one.get("table") == name
        and one.get("kind") == "permissive"
        and one.get("command") in (probe.action, "all")
        and roles & {*(one.get("roles") or "").splitlines()}
        for one in catalog.of_kind("policy").values()
    )


def _known(trial: Trial, kinds: Iterable[str], named: str) -> str:
    """The whole name of what the server names without its schema, where there is one such object."""
    catalog = trial.end or Snapshot()
    found = [one for kind in kinds for one in catalog.of_kind(kind) if last_name(one) == named]
    return found[0] if len(found) == 1 else quote(named)
