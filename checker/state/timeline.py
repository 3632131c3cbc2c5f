"""Moments of a chain, kept as what changed when: a state costs nothing, whatever the chain's length.

Each object has a list of (moment, value), oldest first; a `State` is a timeline and a moment, and reads
the last value that is not younger. A branch (a down, tried from the middle) is a timeline of its own on top
of a state.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from operator import itemgetter
from typing import Any

from msgspec import Struct
from pglast import ast

from checker.model import Location
from checker.state.names import Name
from checker.state.nouns import (
    Aspect,
    DefaultPrivilege,
    Extension,
    Function,
    Grant,
    Index,
    ObjectKind,
    Policy,
    Role,
    Schema,
    Sequence,
    Table,
    Trigger,
    Type,
    Undecided,
    View,
)
from checker.state.written import Timeline, referred

RELATIONS = ("table", "view", "sequence", "index")
_OBJECTS = ("table", "view", "function", "index", "sequence", "type", "schema", "extension", "role")
_moment_of = itemgetter(0)


class State(Struct, frozen=True, eq=False):
    """The database as far as the files tell, at one moment."""

    timeline: Timeline
    moment: int

    def __repr__(self) -> str:
        return f"State({self.moment})"

    def get(self, kind: str, key: Any) -> Any:
        """The value that a key has at this moment, or None."""
        here: State | None = self
        while here is not None:
            cells = here.timeline.cells.get(kind)
            history = None if cells is None else cells.get(key)
            if history is not None:
                moment, value = history[-1]
                if moment <= here.moment:
                    return value
                # The first that is younger: a pair of one is before each pair of the same moment, and values are not compared.
                place = bisect_left(history, (here.moment + 1,))
                if place:
                    return history[place - 1][1]
            here = here.timeline.parent
        return None

    def items(self, kind: str) -> Iterator[tuple[Any, Any]]:
        """Keys and values of a kind, in the order in which they were made, or last made again."""
        own = self.timeline.cells.get(kind, {})
        parent = self.timeline.parent
        if parent is not None:
            for key, value in parent.items(kind):
                if key not in own:
                    yield key, value
        for key in list(own):
            value = self.get(kind, key)
            if value is not None:
                yield key, value

    def all_differing(self, other: State) -> Iterator[tuple[str, Any]]:
        """The values of all kinds, each with its kind, as `differing` has those of one."""
        written = self.timeline.written_between(self, other)
        for kind in _OBJECTS:
            for key in written.get(kind, ()):
                value = self.get(kind, key)
                if value is not None:
                    yield kind, value

    def keys(self, kind: str) -> Iterator[Any]:
        """The keys of a kind in the order of `items`, also of what is not there any more."""
        own = self.timeline.cells.get(kind, {})
        parent = self.timeline.parent
        if parent is not None:
            yield from (key for key in parent.keys(kind) if key not in own)
        yield from list(own)

    def differing(self, other: State, kind: str) -> Iterator[Any]:
        """The values of a kind here that may be other than in `other`, a state of the same chain.

        It costs as much as what was written between the two, not as much as the chain. A value here can be the
        same as there all the same; what is only in `other` comes from `other.differing(self, kind)`. The kinds are
        `table`, `view`, `function` (tuples, by name), `index`, `sequence`, `type`, `schema`, `extension`, `role`.
        """
        for key in self.timeline.written_between(self, other).get(kind, ()):
            value = self.get(kind, key)
            if value is not None:
                yield value

    def granted_since(self, other: State) -> tuple[tuple[ObjectKind, Name | str], ...]:
        """Kind and name of each object whose grants may be other than in `other`, a state of the same chain."""
        return tuple(self.timeline.written_between(self, other).get("grants", ()))

    def some(self, kind: str, keys: Collection[Any]) -> Iterator[Any]:
        """The values of some keys of a kind, in the order of `items`."""
        own = self.timeline.cells.get(kind, {})
        parent = self.timeline.parent
        if parent is not None:
            yield from parent.some(kind, {key for key in keys if key not in own})
        for key in list(own):
            if key in keys and (value := self.get(kind, key)) is not None:
                yield value

    def written_since(self, other: State) -> Iterator[tuple[str, Any]]:
        mine, others = dict(self._lines()), dict(other._lines())
        for number, (timeline, moment) in {**others, **mine}.items():
            until = others[number][1] if number in mine and number in others else -1
            first, last = (until, moment) if until < moment else (moment, until)
            if first < timeline.since:
                yield from ((kind, key) for kind, cells in timeline.cells.items() for key in cells)
            begin = bisect_right(timeline.moments, first)
            yield from timeline.written[begin : bisect_right(timeline.moments, last, begin)]

    def _lines(self) -> Iterator[tuple[int, tuple[Timeline, int]]]:
        """The timelines that this state reads, the main one last, each up to its moment."""
        here: State | None = self
        while here is not None:
            yield id(here.timeline), (here.timeline, here.moment)
            here = here.timeline.parent

    def table(self, name: Name) -> Table | None:
        found: Table | None = self.get("table", name)
        return found

    def view(self, name: Name) -> View | None:
        found: View | None = self.get("view", name)
        return found

    def index(self, name: Name) -> Index | None:
        found: Index | None = self.get("index", name)
        return found

    def sequence(self, name: Name) -> Sequence | None:
        found: Sequence | None = self.get("sequence", name)
        return found

    def type(self, name: Name) -> Type | None:
        found: Type | None = self.get("type", name)
        return found

    def schema(self, name: str) -> Schema | None:
        found: Schema | None = self.get("schema", name)
        return found

    def role(self, name: str) -> Role | None:
        found: Role | None = self.get("role", name)
        return found

    def extension(self, name: str) -> Extension | None:
        found: Extension | None = self.get("extension", name)
        return found

    def functions_named(self, name: Name) -> tuple[Function, ...]:
        """The functions and procedures of a name, whatever their arguments."""
        found: tuple[Function, ...] = self.get("function", name) or ()
        return found

    def function(self, name: Name, arguments: tuple[str, ...] | None = None) -> Function | None:
        """The function with these argument types; with None, the only one of its name."""
        found = self.functions_named(name)
        if arguments is None:
            return found[0] if len(found) == 1 else None
        return next((one for one in found if one.arguments == arguments), None)

    def tables(self) -> Iterator[Table]:
        return (value for _, value in self.items("table"))

    def views(self) -> Iterator[View]:
        return (value for _, value in self.items("view"))

    def functions(self) -> Iterator[Function]:
        return (one for _, value in self.items("function") for one in value)

    def sequences(self) -> Iterator[Sequence]:
        return (value for _, value in self.items("sequence"))

    def named(self) -> Iterator[tuple[str, Location]]:
        """Relations and functions as `access:` and the trial's probes name them, without quotes, and where each was made."""
        found = [(one.name, "", one.made) for one in self.tables()]
        found += [(one.name, "", one.made) for one in self.views()]
        found += [(one.name, "", one.made) for one in self.sequences()]
        found += [(one.name, f"({', '.join(one.arguments)})", one.made) for one in self.functions()]
        return ((f"{name.schema}.{name.name}{arguments}", made) for name, arguments, made in found)

    def types(self) -> Iterator[Type]:
        return (value for _, value in self.items("type"))

    def schemas(self) -> Iterator[Schema]:
        return (value for _, value in self.items("schema"))

    def roles(self) -> Iterator[Role]:
        return (value for _, value in self.items("role"))

    def extensions(self) -> Iterator[Extension]:
        return (value for _, value in self.items("extension"))

    def policies(self, table: Name) -> tuple[Policy, ...]:
        """The policies of a table, in the order in which they were made."""
        found = self.table(table)
        return tuple(found.policies.values()) if found else ()

    def triggers(self, relation: Name) -> tuple[Trigger, ...]:
        """The triggers of a table or view."""
        found = self.table(relation) or self.view(relation)
        return tuple(found.triggers.values()) if found else ()

    def indexes(self, relation: Name) -> tuple[Index, ...]:
        """The indexes of a table or materialized view, those of its constraints included."""
        found = self.table(relation) or self.view(relation)
        names = found.indexes if found else ()
        return tuple(index for index in map(self.index, names) if index is not None)

    def owned(self, relation: Name) -> tuple[Sequence, ...]:
        """The sequences that fall with a relation, or with one of its columns."""
        names: tuple[Name, ...] = self.get("owned", relation) or ()
        found = map(self.sequence, names)
        return tuple(one for one in found if one is not None and one.owned_by and one.owned_by[0] == relation)

    def children(self, table: Name) -> tuple[Table, ...]:
        """The partitions of a table and the tables that inherit from it."""
        tables = (one for one in self.referring(table) if isinstance(one, Table))
        return tuple(one for one in tables if table == one.parent or table in one.inherits)

    def readers(self, relation: Name) -> tuple[View, ...]:
        """The views that read a relation themselves."""
        return tuple(one for one in self.referring(relation) if isinstance(one, View))

    def referring(self, relation: Name) -> Iterator[Table | View]:
        """The views that read a relation, its partitions and heirs, and the tables with a foreign key to it."""
        keys: dict[tuple[str, Name], None] = {}
        here: State | None = self
        while here is not None:
            keys.update(here.timeline.referring.get(relation, ()))
            here = here.timeline.parent
        for kind, key in keys:
            value = self.get(kind, key)
            if value is not None and relation in referred(value):
                yield value

    def base_relations(self, view: Name) -> frozenset[Name]:
        """The relations that a view reads, through other views too, those left out."""
        found: set[Name] = set()
        seen: set[Name] = {view}
        waiting = [view]
        while waiting:
            here = self.view(waiting.pop())
            for name in here.reads if here else ():
                if name in seen:
                    continue
                seen.add(name)
                if self.view(name) is None:
                    found.add(name)
                else:
                    waiting.append(name)
        return frozenset(found)

    def grants(self, kind: ObjectKind, name: Name | str) -> tuple[Grant, ...]:
        """Who was given what on an object: `kind` is `table` for tables and views alike.

        A function's name is its signature, a schema's its bare name. What every owner has, and what
        PUBLIC has from the beginning on a function (EXECUTE), is among them as `public` for functions only.
        """
        found: tuple[Grant, ...] = self.get("grants", (kind, name)) or ()
        return found

    def default_privileges(self) -> tuple[DefaultPrivilege, ...]:
        found: tuple[DefaultPrivilege, ...] = self.get("default privileges", "") or ()
        return found

    def acts_as(self, role: str) -> frozenset[str]:
        """The roles whose privileges a role has or can take by SET ROLE, itself and `public` included."""
        found = {role, "public"}
        waiting = [role]
        while waiting:
            here = self.role(waiting.pop())
            for name in here.member_of if here else ():
                if name not in found:
                    found.add(name)
                    waiting.append(name)
        return frozenset(found)

    def has_rights_of(self, role: str) -> frozenset[str]:
        """The roles whose privileges and policies are a role's own as it is, itself and `public` included."""
        found = {role, "public"}
        waiting = [role]
        while waiting:
            here = self.role(waiting.pop())
            new = (here.inherits if here else frozenset()) - found
            found |= new
            waiting += new
        return frozenset(found)

    @property
    def search_path(self) -> tuple[str, ...]:
        """Where bare names are looked for, as the session set it; `"$user"` stands as it was written."""
        found: tuple[str, ...] = self.get("session", "search_path") or ("$user", "public")
        return found

    @property
    def current_role(self) -> str | None:
        """Who makes things now: SET ROLE's, else the migrations' owner; None where nothing says."""
        found: str | None = self.get("session", "role") or self.get("session", "user")
        return found

    def schemas_in_path(self) -> tuple[str, ...]:
        """The search_path with `"$user"` taken for the role's own schema, where there is one."""
        found = []
        for name in self.search_path:
            if name == "$user":
                role = self.current_role
                if role is None or self.schema(role) is None:
                    continue
                name = role
            found.append(name)
        return tuple(found)

    @property
    def creation_schema(self) -> str:
        """The schema that a new thing with a bare name goes to."""
        return next((name for name in self.schemas_in_path() if name != "pg_catalog"), "public")

    def kind_of(self, name: Name) -> str | None:
        """`table`, `view`, `sequence` or `index`, where a relation of that name is known."""
        for kind in RELATIONS:
            if self.get(kind, name) is not None:
                return kind
        return None

    def resolve(self, relation: ast.RangeVar | Name | tuple[str, ...]) -> Name:
        """The relation that a name means here; one that is unknown is taken to be where a new one would go."""
        schema, name = _split(relation)
        if schema is not None:
            return Name(schema, name)
        return self._look(name, RELATIONS)

    def resolve_type(self, names: tuple[str, ...]) -> Name:
        """The type that a name means here."""
        if len(names) > 1:
            return Name(names[-2], names[-1])
        return self._look(names[-1], ("type", "table", "view"))

    def resolve_function(self, names: tuple[str, ...]) -> Name:
        """The function name that a name means here; unknown ones are taken to be built in where bare."""
        if len(names) > 1:
            return Name(names[-2], names[-1])
        for schema in self.schemas_in_path():
            if self.get("function", Name(schema, names[-1])):
                return Name(schema, names[-1])
        return Name("pg_catalog", names[-1])

    def _look(self, name: str, kinds: tuple[str, ...]) -> Name:
        path = self.schemas_in_path()
        for schema in ("pg_temp", *path):
            here = Name(schema, name)
            if any(self.get(kind, here) is not None for kind in kinds):
                return here
        return Name(self.creation_schema, name)

    def undecided(self, aspect: Aspect, name: Name | str | None = None) -> str | None:
        """Why this aspect of an object (None: of the database) may be other than the state says; else None.

        What a plain statement says later decides it.
        """
        mark = self.undecided_mark(aspect, name)
        return mark.why if mark else None

    def undecided_mark(self, aspect: Aspect, name: Name | str | None = None) -> Undecided | None:
        """The last thing that left an aspect of an object open, with its place."""
        since = max(self._decided(aspect, name), self._decided("exists", name))
        for moment, mark in self.timeline.marks_about(name):
            if moment > self.moment:
                continue
            if moment <= since:
                return None
            if _speaks_of(mark, aspect, name):
                return mark
        parent = self.timeline.parent
        if parent is None or since >= 0:
            return None
        return parent.undecided_mark(aspect, name)

    def all_undecided(self) -> tuple[Undecided, ...]:
        """Everything that was left open up to here, oldest first."""
        parent = self.timeline.parent
        above = parent.all_undecided() if parent else ()
        return (*above, *(mark for moment, mark in self.timeline.marks if moment <= self.moment))

    def count_undecided(self) -> int:
        """How many things were left open up to here."""
        parent = self.timeline.parent
        own = bisect_right(self.timeline.marks, self.moment, key=_moment_of)
        return own + (parent.count_undecided() if parent else 0)

    def _decided(self, aspect: Aspect, name: Name | str | None) -> int:
        history = self.timeline.cells.get("decided", {}).get((aspect, name), ())
        return max((moment for moment, _ in history if moment <= self.moment), default=-1)


def _split(relation: ast.RangeVar | Name | tuple[str, ...]) -> tuple[str | None, str]:
    if isinstance(relation, ast.RangeVar):
        if relation.relpersistence == "t" and relation.schemaname is None:
            return "pg_temp", str(relation.relname)
        return relation.schemaname, str(relation.relname)
    if len(relation) == 1:
        return None, relation[0]
    return relation[-2], relation[-1]


def _speaks_of(mark: Undecided, aspect: Aspect, name: Name | str | None) -> bool:
    if mark.aspects and aspect not in mark.aspects and "exists" not in mark.aspects:
        return False
    if mark.name is not None:
        return name is None or mark.name == name
    return mark.schema is None or not isinstance(name, Name) or name.schema == mark.schema
