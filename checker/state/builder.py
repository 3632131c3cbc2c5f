"""Writes a timeline: what handlers of statements call to make, alter, drop and rename things."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from pglast import ast
from pglast.enums import RoleSpecType

from checker.model import Location, Statement
from checker.state.names import Name
from checker.state.nouns import (
    Aspect,
    Function,
    Grant,
    Index,
    ObjectKind,
    Sequence,
    Table,
    Undecided,
    View,
)
from checker.state.timeline import State
from checker.state.written import Timeline

_NAME_BYTES = 63


class _Savepoint(Struct):
    name: str
    journal: int
    marks: int


class Builder:
    """A timeline that is being written, and the session that writes it.

    It goes on with `timeline` where one is given. `at` is the place that is being applied. With `doubt` set (a sentence), what is applied may not happen:
    what adds something is written, what alters or removes is not, and both leave a mark.
    """

    def __init__(self, parent: State | None = None, timeline: Timeline | None = None) -> None:
        self.timeline = timeline or Timeline(parent)
        self.state = State(self.timeline, 1 << 60)
        self._at: Location | None = Location("")
        self.doubt: str | None = None
        self.depth = 0
        self.statement: Statement | None = None
        self._journal: list[tuple[str, Any, Any]] = []
        self._savepoints: list[_Savepoint] = []
        self._temporary: set[Name] = set()

    @property
    def at(self) -> Location:
        """The place that is being applied: the statement's, unless one in it was set."""
        if self._at is None:
            self._at = self.statement.location if self.statement else Location("")
        return self._at

    @at.setter
    def at(self, place: Location) -> None:
        self._at = place

    def begin_statement(self, statement: Statement) -> None:
        """What is written from here on is written by this statement."""
        self.statement, self._at = statement, None

    def write(self, kind: str, key: Any, value: Any) -> None:
        """Write a value, whatever the doubt; undone where the transaction is rolled back."""
        if self._savepoints:
            self._journal.append((kind, key, self.state.get(kind, key)))
        self.timeline.write(kind, key, value)
        if kind == "sequence" and value is not None and value.owned_by is not None:
            owner = value.owned_by[0]
            names = self.state.get("owned", owner) or ()
            if key not in names:
                self.write("owned", owner, (*names, key))

    def put(self, kind: str, key: Any, value: Any, aspect: Aspect, *, adds: bool = False) -> None:
        """Make or alter an object. `adds` says that it only gains something by it."""
        existing = self.state.get(kind, key)
        if self.doubt is not None:
            self.mark(self.doubt, {aspect}, key)
            if existing is not None and not adds:
                return
        elif aspect in ("rls", "force", "owner", "options", "definition") or existing is None:
            self.timeline.write("decided", ("exists" if existing is None else aspect, key), True)
        self.write(kind, key, value)
        if kind == "table" and key.schema == "pg_temp":
            self._temporary.add(key)

    def remove(self, kind: str, key: Any) -> None:
        if self.doubt is not None:
            self.mark(self.doubt, {"exists"}, key)
            return
        if self.state.get(kind, key) is not None:
            self.write(kind, key, None)

    def mark(self, why: str, aspects: set[Aspect], name: Any = None, schema: str | None = None) -> None:
        """Say that something is open."""
        self.timeline.marks.append(
            (self.timeline.now, Undecided(self.at, why, frozenset(aspects), name, schema))
        )

    def begin_session(self, user: str | None, path: tuple[str, ...] | None) -> None:
        """A new session: its settings and temporary tables are gone. `user` is who connects."""
        self.end_session()
        role = self.state.role(user) if user else None
        default = (role.search_path if role else None) or path or self.state.get("session", "database path")
        self.write("session", "user", user)
        self.write("session", "role", None)
        self.write("session", "default path", default)
        self.write("session", "search_path", default)

    def end_session(self) -> None:
        """Nothing is open any more, and what was temporary is gone."""
        self._savepoints.clear()
        self._journal.clear()
        for name in self._temporary:
            self.write("table", name, None)
        self._temporary.clear()

    def begin(self) -> None:
        """BEGIN: from here on things can be rolled back."""
        if not self._savepoints:
            self._savepoints.append(_Savepoint("", 0, len(self.timeline.marks)))
            self._journal.clear()
            self.write("session", "path before", self.state.get("session", "search_path"))
            self.write("session", "role before", self.state.get("session", "role"))

    def commit(self) -> None:
        """COMMIT: what SET LOCAL set is gone, the rest stays."""
        self._savepoints.clear()
        self._journal.clear()
        self._end_local()

    def rollback(self) -> None:
        """ROLLBACK: everything since BEGIN is undone."""
        if self._savepoints:
            self._undo(self._savepoints[0])
        self._savepoints.clear()
        self._end_local()

    def savepoint(self, name: str) -> None:
        if self._savepoints:
            self._savepoints.append(_Savepoint(name, len(self._journal), len(self.timeline.marks)))

    def rollback_to(self, name: str) -> None:
        found = next((one for one in reversed(self._savepoints) if one.name == name), None)
        if found is not None:
            del self._savepoints[self._savepoints.index(found) + 1 :]
            self._undo(found)

    def _undo(self, point: _Savepoint) -> None:
        for kind, key, old in reversed(self._journal[point.journal :]):
            self.timeline.write(kind, key, old)
        del self._journal[point.journal :]
        self.timeline.cut(point.marks)

    def set(self, name: str, value: Any, *, local: bool) -> None:
        """Set `search_path` or `role`; a local one ends with the transaction."""
        self.write("session", name, value)
        if not local and self._savepoints:
            self.write("session", "path before" if name == "search_path" else "role before", value)
        self.write("session", f"local {name}", local)

    def _end_local(self) -> None:
        for name, before in (("search_path", "path before"), ("role", "role before")):
            if self.state.get("session", f"local {name}"):
                self.timeline.write("session", name, self.state.get("session", before))
                self.timeline.write("session", f"local {name}", False)

    def name(self, relation: ast.RangeVar | Name | tuple[str, ...]) -> Name:
        """The name that an existing relation has here."""
        return self.state.resolve(relation)

    def new_name(self, relation: ast.RangeVar) -> Name:
        """The name that a new relation gets here."""
        if relation.relpersistence == "t":
            return Name("pg_temp", str(relation.relname))
        return Name(relation.schemaname or self.state.creation_schema, str(relation.relname))

    def new_object(self, names: tuple[str, ...]) -> Name:
        return Name(names[-2] if len(names) > 1 else self.state.creation_schema, names[-1])

    def role(self, spec: ast.RoleSpec | None) -> str:
        """The role that a node names; an empty text where it is the current one and nobody says who that is."""
        if spec is None:
            return self.state.current_role or ""
        if spec.roletype == RoleSpecType.ROLESPEC_PUBLIC:
            return "public"
        if spec.roletype == RoleSpecType.ROLESPEC_CSTRING:
            return str(spec.rolename)
        return self.state.current_role or ""

    def change_table(
        self, name: Name, aspect: Aspect, change: Callable[[Table], Table], *, adds: bool = False
    ) -> None:
        """Alter a table, where it is known."""
        table = self.state.table(name)
        if table is not None:
            self.put("table", name, replace(change(table), changed=self.at), aspect, adds=adds)
        elif self.doubt is not None:
            self.mark(self.doubt, {aspect}, name)

    def make(self, kind: ObjectKind, key: Name | str, maker_schema: str | None) -> None:
        """What default privileges give on a new object."""
        owner = self.state.current_role
        given = tuple(
            Grant(
                default.role,
                default.privilege,
                self.at,
                grantable=default.grantable,
                by_default=True,
                of_platform=default.made is None,
            )
            for default in self.state.default_privileges()
            if default.kind == kind
            and default.maker in (owner, None)
            and default.schema in (maker_schema, None)
        )
        if kind == "function":
            revoked = self.state.get("default revoked", (owner, "function"))
            if not revoked:
                given = (Grant("public", "execute", self.at, by_default=True), *given)
        if given:
            self.write("grants", (kind, key), given)

    def free_name(self, schema: str, table: str, column: str, label: str) -> str:
        """The name that PostgreSQL chooses for an index or constraint (makeObjectName, ChooseRelationName)."""
        number = ""
        while True:
            name = object_name(table, column, label + number)
            if self.state.kind_of(Name(schema, name)) is None:
                return name
            number = str(int(number or "0") + 1)

    def drop_relation(self, name: Name, *, cascade: bool) -> None:
        """Drop a table, view, sequence or index with what falls with it."""
        kind = self.state.kind_of(name)
        if kind is None:
            if self.doubt is not None:
                self.mark(self.doubt, {"exists"}, name)
            return
        thing: Any = self.state.get(kind, name)
        self.remove(kind, name)
        if self.doubt is not None:
            return
        self.forget_grants("sequence" if kind == "sequence" else "table", name)
        if isinstance(thing, Index):
            self._change_indexes(thing.table, lambda names: tuple(one for one in names if one != name))
            return
        if not isinstance(thing, Table | View):
            return
        for index in thing.indexes:
            self.remove("index", index)
        if isinstance(thing, Table):
            for sequence in self.state.owned(name):
                self.remove("sequence", sequence.name)
            if thing.kind == "partitioned" or cascade:
                for child in self.state.children(name):
                    self.drop_relation(child.name, cascade=cascade)
        if cascade:
            self._cascade(name)

    def _cascade(self, name: Name) -> None:
        for view in self.state.readers(name):
            self.drop_relation(view.name, cascade=True)
        for table in [
            one
            for one in self.state.referring(name)
            if isinstance(one, Table) and any(each.references == name for each in one.constraints.values())
        ]:
            kept = {key: one for key, one in table.constraints.items() if one.references != name}
            self.write("table", table.name, replace(table, constraints=kept))

    def _change_indexes(self, relation: Name, change: Callable[[tuple[Name, ...]], tuple[Name, ...]]) -> None:
        table, view = self.state.table(relation), self.state.view(relation)
        if table is not None:
            self.write("table", relation, replace(table, indexes=change(table.indexes)))
        elif view is not None:
            self.write("view", relation, replace(view, indexes=change(view.indexes)))

    def add_index(self, index: Index) -> None:
        self.put("index", index.name, index, "exists", adds=True)
        self._change_indexes(index.table, lambda names: (*names, index.name))

    def forget_grants(self, kind: ObjectKind, key: Any) -> None:
        if self.state.get("grants", (kind, key)) is not None:
            self.write("grants", (kind, key), None)

    def rename_relation(self, old: Name, new: Name) -> None:
        """Give a relation another name or schema; what refers to it follows, as it does by OID in the database."""
        kind = self.state.kind_of(old)
        if kind is None or old == new:
            return
        if self.doubt is not None:
            self.mark(self.doubt, {"exists"}, old)
            self.mark(self.doubt, {"exists"}, new)
            return
        thing = self.state.get(kind, old)
        self.write(kind, old, None)
        self.write(kind, new, replace(thing, name=new))
        self.timeline.write("decided", ("exists", new), True)
        self.write("renamed", new, (old, self.at))
        grants_kind: ObjectKind = "sequence" if kind == "sequence" else "table"
        grants = self.state.get("grants", (grants_kind, old))
        if grants:
            self.write("grants", (grants_kind, old), None)
            self.write("grants", (grants_kind, new), grants)
        if isinstance(thing, Index):
            self._change_indexes(
                thing.table, lambda names: tuple(new if one == old else one for one in names)
            )
        if isinstance(thing, Table | View):
            self._follow(old, new)

    def _follow(self, old: Name, new: Name) -> None:
        def swap(names: Iterable[Name]) -> tuple[Name, ...]:
            return tuple(new if one == old else one for one in names)

        for view in self.state.readers(old):
            self.write("view", view.name, replace(view, reads=frozenset(swap(view.reads))))
        here: Any = self.state.table(new) or self.state.view(new)
        for index in here.indexes:
            known = self.state.index(index)
            if known is not None:
                self.write("index", index, replace(known, table=new))
        triggers = {key: replace(one, table=new) for key, one in here.triggers.items()}
        here = replace(here, triggers=triggers)
        if isinstance(here, Table):
            policies = {key: replace(one, table=new) for key, one in here.policies.items()}
            self.write("table", new, replace(here, policies=policies))
        else:
            self.write("view", new, here)
        for sequence in self.state.owned(old):
            column = sequence.owned_by[1] if sequence.owned_by else ""
            self.write("sequence", sequence.name, replace(sequence, owned_by=(new, column)))
        for table in [one for one in self.state.referring(old) if isinstance(one, Table)]:
            constraints = {
                key: replace(one, references=new) if one.references == old else one
                for key, one in table.constraints.items()
            }
            parent = new if table.parent == old else table.parent
            changed = replace(table, constraints=constraints, parent=parent, inherits=swap(table.inherits))
            self.write("table", table.name, changed)

    def put_function(self, function: Function) -> None:
        """Make a function, or replace the one with the same arguments."""
        others = tuple(
            one for one in self.state.functions_named(function.name) if one.arguments != function.arguments
        )
        self.put("function", function.name, (*others, function), "definition", adds=True)

    def own_sequence(self, table: Name, column: str) -> None:
        """The sequence of a serial or identity column."""
        name = Name(table.schema, self.free_name(table.schema, table.name, column, "seq"))
        self.put(
            "sequence", name, Sequence(name, self.at, (table, column), self.state.current_role), "exists"
        )
        self.make("sequence", name, table.schema)


def object_name(table: str, column: str, label: str) -> str:
    """`table_column_label`, the longer of the first two cut until all fits into 63 bytes."""
    one, two = table.encode(), column.encode()
    room = _NAME_BYTES - len(label.encode()) - 1 - (1 if two else 0)
    while len(one) + len(two) > room:
        if len(one) > len(two):
            one = one[:-1]
        else:
            two = two[:-1]
    pieces = [one.decode(errors="ignore"), two.decode(errors="ignore"), label]
    return "_".join(piece for piece in pieces if piece)
