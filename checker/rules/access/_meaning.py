"""What the policies of the end state mean, for callers of whom something is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache, partial

from msgspec import Struct
from pglast import ast
from pglast.enums import SQLValueFunctionOp

from checker.config import Config
from checker.model import Change, Location
from checker.names import quote
from checker.predicate import (
    ANONYMOUS,
    NO_CLAIMS,
    STRANGER,
    Answer,
    Caller,
    Itself,
    Value,
    Verdict,
    conjunction,
    decide,
)
from checker.predicate.claims import claim_path
from checker.rules._state import touched_tables
from checker.rules._tree import nodes
from checker.rules.access._declared import declared
from checker.rules.access._settings import settings_in
from checker.state import Name, Policy, State, Table, chain

_COMMANDS = ("select", "insert", "update", "delete")
# What writes where the config declares nothing (governance charter, Two-App Separation).
SERVICE = frozenset({"service_role"})
# The platform's own servers, as whom nobody else logs in (supabase.com/docs/guides/database/postgres/roles). The one of auth reads what a
# custom access token hook asks, by a policy USING (true) (…/guides/auth/auth-hooks/custom-access-token-hook).
_SERVERS = frozenset({"supabase_auth_admin", "supabase_storage_admin", "supabase_realtime_admin"})
_RANK = {Answer.NONE: 0, Answer.UNKNOWN: 0, Answer.SOME: 1, Answer.EVERY: 2}


class Judged(Struct, frozen=True):
    """A policy that the change makes or alters, on its table, as they are in the end."""

    policy: Policy
    table: Table
    state: State
    change: Change

    @property
    def location(self) -> Location:
        return self.policy.changed

    @property
    def title(self) -> str:
        """How a message speaks of it."""
        return f"the policy {quote(self.policy.name)} of {self.table.name}"

    @property
    def object(self) -> str:
        """As the trial names a policy: its table's name, then its own."""
        return f"{self.table.name} {quote(self.policy.name)}"

    @property
    def undecided(self) -> str | None:
        return self.state.undecided("policies", self.table.name)

    @property
    def commands(self) -> tuple[str, ...]:
        return commands(self.policy)

    @property
    def parts(self) -> tuple[tuple[str, ast.Node], ...]:
        """Its expressions with their clauses' names.

        A WITH CHECK beside a USING that is about the caller is left to `write-check-weaker-than-using`.
        """
        using, check = self.policy.using, self.policy.check
        found = [("USING", using), ("WITH CHECK", check)]
        if using is not None and check is not None and self.answer(using, STRANGER) is Answer.NONE:
            found = [("USING", using)]
        return tuple((clause, node) for clause, node in found if node is not None)

    @property
    def for_trusted(self) -> bool:
        """Whether it is open to nobody but those who may have every row.

        `using (true)` is right FOR SELECT TO the owners of the published views. TO a role that writes by
        declaration is the same as asking whether the caller is that role. A role that row-level security does not bind has every
        row without it.
        """
        if not self.policy.explicit_roles:
            return False
        roles, config = frozenset(self.policy.roles), self.change.config
        if all(map(self._unbound, roles)):
            return True
        if self.policy.command == "select" and roles <= frozenset(config.view_owners):
            return True
        if roles <= unquestioned(config):
            return True
        plain = f"{self.table.name.schema}.{self.table.name.name}"
        access = declared(self.change)
        return all(access.allows(role, plain, one, "another") for role in roles for one in self.commands)

    @property
    def for_owner(self) -> bool:
        """Whether it is for nobody but the table's owner, or the role that runs the migrations."""
        return self.policy.explicit_roles and all(map(self._owns, self.policy.roles))

    def _owns(self, role: str) -> bool:
        # The state calls a current role that nobody named by an empty text.
        return role in ("", self.table.owner, self.change.config.trial.owner)

    def _unbound(self, role: str) -> bool:
        """Whether row-level security is nothing to a role: a superuser, one with BYPASSRLS, an owner on whom it is not forced."""
        known = self.state.role(role)
        # Where nobody makes it, postgres is the superuser of PostgreSQL's own tools, and of the trial.
        above = (known.superuser or known.bypassrls) if known is not None else role == "postgres"
        return above or (role == (self.table.owner or "") and not self.table.force)

    def answer(self, node: ast.Node, caller: Caller, *, nulls: bool = True, naive: bool = False) -> Answer:
        return meaning(self.change, self.table, node, caller, nulls=nulls, naive=naive)

    def verdict(self, node: ast.Node, caller: Caller) -> Verdict:
        return _verdict(self.change, self.table, node, caller)

    def narrowed(self, clause: str, node: ast.Node) -> ast.Node:
        """The expression with the restrictive policies that govern it whenever it counts."""
        return conjunction([node, *_restrictions(self, clause)])

    def always(self, clause: str, node: ast.Node) -> bool:
        """Whether it is TRUE of every row for everybody."""
        whole = self.narrowed(clause, node)
        return all(self.answer(whole, caller) is Answer.EVERY for caller in (STRANGER, NO_CLAIMS, ANONYMOUS))


def unquestioned(config: Config) -> frozenset[str]:
    """The roles that may have every row: those that write by declaration, and the servers of the platform."""
    written = config.access.writers() or SERVICE
    return frozenset(written | _SERVERS if config.platform == "supabase" else written)


def judged_policies(change: Change) -> Iterator[Judged]:
    """The policies that stand in the end, where the change's own statement made them what they are."""
    state = chain(change).end
    ours = {script.path for script in (*(m.up for m in change.judged), *change.scripts)}
    for table in touched_tables(change):
        for policy in state.policies(table.name):
            if policy.changed.path in ours and policy.permissive:
                yield Judged(policy, table, state, change)


def unknown_policies(change: Change) -> Iterator[tuple[Judged, str]]:
    """The change's policies that ask what the evaluator can't know, each with what that is."""
    for one in judged_policies(change):
        if one.for_trusted:
            continue
        verdicts = [one.verdict(node, caller) for _, node in one.parts for caller in (NO_CLAIMS, STRANGER)]
        why = [verdict.why for verdict in verdicts if verdict.answer is Answer.UNKNOWN]
        if why:
            yield one, why[0]


_USERS = (
    SQLValueFunctionOp.SVFOP_CURRENT_USER,
    SQLValueFunctionOp.SVFOP_SESSION_USER,
    SQLValueFunctionOp.SVFOP_USER,
    SQLValueFunctionOp.SVFOP_CURRENT_ROLE,
)


def asks_who(tree: ast.Node) -> bool:
    """Whether an expression asks for the caller's token, or for the session's role."""
    return any(
        node.op in _USERS
        if isinstance(node, ast.SQLValueFunction)
        else isinstance(node, ast.FuncCall) and claim_path(node, STRANGER) is not None
        for node in nodes(tree)
    )


def presence(tree: ast.Node) -> str:
    """What asks in SQL for no more than that there is what an expression knows its caller by."""
    asked: dict[str, None] = {}
    for node in nodes(tree):
        match node:
            case ast.FuncCall(funcname=(ast.String(sval="auth"), ast.String(sval=name))):
                asked[f"auth.{name}()"] = None
    if "auth.uid()" in asked:
        asked = {"auth.uid()": None}
    asked |= {f"nullif(current_setting('{name}', true), '')": None for name in settings_in(tree)}
    return " and ".join(f"(select {one}) is not null" for one in asked) or "the caller's name"


def commands(policy: Policy) -> tuple[str, ...]:
    return _COMMANDS if policy.command == "all" else (policy.command,)


def rank(answer: Answer) -> int:
    """Larger shows more; unknown counts as nothing, so that nothing is said of it."""
    return _RANK[answer]


def expression(policy: Policy, clause: str) -> ast.Node | None:
    """What a policy asks for a command: USING of rows that are there, WITH CHECK (or else USING) of new ones."""
    return policy.using if clause == "USING" else policy.check if policy.check is not None else policy.using


def meaning(
    change: Change, table: Table, node: ast.Node, caller: Caller, *, nulls: bool = True, naive: bool = False
) -> Answer:
    """For which rows of a table an expression is TRUE."""
    return _verdict(change, table, node, caller, nulls=nulls, naive=naive).answer


def _verdict(
    change: Change, table: Table, node: ast.Node, caller: Caller, *, nulls: bool = True, naive: bool = False
) -> Verdict:
    """What reads no other table means the same on each: many policies of a history say the same, and are asked once."""
    text = _said(node)
    given = itself(chain(change).end, table) if text is None or "tableoid" in text else {}
    key = (text, id(caller), nulls, naive, change.as_of, given.get("tableoid"))
    known = _known.get(key) if text else None
    if known is not None and known[0] is caller:
        return known[1]
    ask = partial(
        decide, node, caller, relation=table.name.name, columns=columns_of(change), nulls=nulls, naive=naive
    )
    verdict = ask(given=given)
    if verdict.answer is Answer.UNKNOWN and Answer.EVERY in verdict.now_and_then and change.as_of != date.min:
        today = ask(given={**given, **dict.fromkeys(_TIMES, change.as_of.isoformat())})
        verdict = today if today.answer is Answer.EVERY else verdict
    if text:
        if len(_known) >= _MAX_KNOWN:
            _known.clear()
        _known[key] = (caller, verdict)
    return verdict


def itself(state: State, table: Table) -> Mapping[str, Value]:
    """What `tableoid` is in each row of a table; nothing where its partitions and heirs have rows of it too."""
    return {} if state.children(table.name) else {"tableoid": Itself(table.name)}


def shown(node: object) -> str | None:
    """A tree in words, without its places; None where it is nested too deep for that."""
    try:
        return repr(node)
    except RecursionError:
        return None


def _said(node: ast.Node) -> str | None:
    """An expression's tree in words; None where it reads another table."""
    known = _texts.get(id(node))
    if known is None or known[0] is not node:
        if len(_texts) >= _MAX_KNOWN:
            _texts.clear()
        reads = any(isinstance(one, ast.SubLink) for one in nodes(node))
        known = _texts[id(node)] = (node, None if reads else shown(node))
    return known[1]


_texts: dict[int, tuple[ast.Node, str | None]] = {}
_MAX_KNOWN = 20_000
_known: dict[tuple[str | None, int, bool, bool, date, Value], tuple[Caller, Verdict]] = {}
# What is the same day whenever a check runs on it.
_TIMES = ("now()", "clock_timestamp()", "current_date")


class _Columns(Mapping[str, tuple[str, ...]]):
    """The columns of the tables whose columns are known, by their bare names, read when somebody asks."""

    def __init__(self, state: State) -> None:
        self._state = state

    @cached_property
    def _named(self) -> Mapping[str, list[Name]]:
        found: dict[str, list[Name]] = {}
        for name in self._state.keys("table"):
            found.setdefault(name.name, []).append(name)
        return found

    def __getitem__(self, bare: str) -> tuple[str, ...]:
        tables = map(self._state.table, reversed(self._named[bare]))
        for table in tables:
            if table is not None and table.columns_known:
                return tuple(table.columns)
        raise KeyError(bare)

    def __iter__(self) -> Iterator[str]:
        return (bare for bare in self._named if bare in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@lru_cache(maxsize=4)
def columns_of(change: Change) -> Mapping[str, tuple[str, ...]]:
    return _Columns(chain(change).end)


def _restrictions(judged: Judged, clause: str) -> list[ast.Node]:
    """What the restrictive policies ask of everybody and everything that the policy is for."""
    found = []
    for other in judged.state.policies(judged.table.name):
        for_all = "public" in other.roles or set(judged.policy.roles) <= set(other.roles)
        if other.permissive or not for_all or not set(judged.commands) <= set(commands(other)):
            continue
        node = expression(other, clause)
        if node is not None:
            found.append(node)
    return found
