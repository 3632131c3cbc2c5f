"""What a database holds, as far as files can tell. All frozen; `made` is the place that made a thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field
from pglast import ast

from checker.model import Location
from checker.state.names import Name

ObjectKind = Literal["table", "view", "sequence", "function", "schema", "type", "database", "other"]
Aspect = Literal[
    "exists",
    "columns",
    "constraints",
    "rls",
    "force",
    "policies",
    "grants",
    "owner",
    "options",
    "definition",
    "triggers",
    "indexes",
    "roles",
]
_NONE: Mapping[str, str] = {}
# What a boolean option may be set to that is true (PostgreSQL's manual, 8.6, Boolean Type).
TRUE = ("true", "on", "yes", "1", "t", "y")


class Column(Struct, frozen=True):
    """A column; `type` is as PostgreSQL prints it, `default` the expression's node, `generated` that of a stored one.

    `identity` is `always`, `by default` or empty; a serial column has `serial` set.
    """

    name: str
    type: str
    made: Location
    not_null: bool = False
    default: ast.Node | None = None
    generated: ast.Node | None = None
    identity: str = ""
    serial: bool = False
    collation: str | None = None


ConstraintKind = Literal["primary key", "unique", "check", "foreign key", "exclusion", "not null"]


class Constraint(Struct, frozen=True):
    """A constraint of a table; its name is PostgreSQL's own choice where none was written (as far as that is plain).

    `references` is the table that a foreign key points at, `nulled` and `defaulted` are the columns into which it puts NULL, or
    their default, when the row there goes or gets another key. `condition` is a CHECK's expression.
    """

    name: str
    kind: ConstraintKind
    made: Location
    columns: tuple[str, ...] = ()
    references: Name | None = None
    nulled: tuple[str, ...] = ()
    defaulted: tuple[str, ...] = ()
    validated: bool = True
    enforced: bool = True
    condition: ast.Node | None = None


class Policy(Struct, frozen=True):
    """A row-level security policy. `roles` holds `public` where no TO was written; then `explicit_roles` is False."""

    name: str
    table: Name
    made: Location
    changed: Location
    command: Literal["all", "select", "insert", "update", "delete"] = "all"
    permissive: bool = True
    roles: tuple[str, ...] = ("public",)
    explicit_roles: bool = False
    using: ast.Node | None = None
    check: ast.Node | None = None


class Trigger(Struct, frozen=True):
    """A trigger of a table; `enabled` is `origin`, `disabled`, `replica` or `always`."""

    name: str
    table: Name
    function: Name
    made: Location
    events: frozenset[str] = frozenset()
    timing: Literal["before", "after", "instead of"] = "after"
    constraint: bool = False
    enabled: str = "origin"


class Table(Struct, frozen=True):
    """A table (also a partitioned or foreign one). `columns` are in order.

    `parent` is the table it is a partition of, `inherits` those it inherits from. `columns_known` is
    False where the columns can't be told from the file (`CREATE TABLE AS SELECT *` of an unknown table).
    `owner` is None where no script says who made it. Those that the platform brings are `made` at no place. `temporary` ones are in the schema `pg_temp`.
    """

    name: Name
    made: Location
    changed: Location
    kind: Literal["table", "partitioned", "foreign"] = "table"
    columns: Mapping[str, Column] = field(default_factory=dict)
    columns_known: bool = True
    constraints: Mapping[str, Constraint] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)
    triggers: Mapping[str, Trigger] = field(default_factory=dict)
    indexes: tuple[Name, ...] = ()
    rls: bool = False
    force: bool = False
    owner: str | None = None
    parent: Name | None = None
    inherits: tuple[Name, ...] = ()

    @property
    def temporary(self) -> bool:
        return self.name.schema == "pg_temp"

    @property
    def of_platform(self) -> bool:
        """Whether it was there before the first script."""
        return not self.made.path

    @property
    def primary_key(self) -> Constraint | None:
        return next((one for one in self.constraints.values() if one.kind == "primary key"), None)


class View(Struct, frozen=True):
    """A view or materialized view. `reads` are the relations it names, `calls` the functions, as it resolved when made.

    `columns` are its column names where the file tells them, else None. `options` are as
    `security_invoker` → `true` (values as written, `true` for none).
    """

    name: Name
    made: Location
    changed: Location
    query: ast.Node
    materialized: bool = False
    columns: tuple[str, ...] | None = None
    reads: frozenset[Name] = frozenset()
    calls: frozenset[Name] = frozenset()
    options: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None
    triggers: Mapping[str, Trigger] = field(default_factory=dict)
    indexes: tuple[Name, ...] = ()

    @property
    def security_invoker(self) -> bool:
        """Whether it runs with its reader's rights (PostgreSQL manual, CREATE VIEW, security_invoker)."""
        return self.options.get("security_invoker", "false").lower() in TRUE


class Function(Struct, frozen=True):
    """A function or procedure. `arguments` are its input types, as PostgreSQL prints them.

    `settings` are its SET clauses: `settings.get("search_path")` is None where it has none pinned.
    `body` is the text of its AS clause, None for an SQL-standard body, which is in `statements`.
    `text` is the whole CREATE statement of a plpgsql one.
    """

    name: Name
    arguments: tuple[str, ...]
    made: Location
    changed: Location
    kind: Literal["function", "procedure", "aggregate"] = "function"
    language: str = "sql"
    returns: str = ""
    security_definer: bool = False
    volatility: str = "volatile"
    settings: Mapping[str, str] = field(default_factory=dict)
    body: str | None = None
    statements: tuple[ast.Node, ...] = ()
    owner: str | None = None
    text: str = ""

    @property
    def signature(self) -> str:
        """As `public.f(integer, text)`; the trial's `ObjectId.name` of it has no blank after the comma."""
        return f"{self.name}({', '.join(self.arguments)})"


class Index(Struct, frozen=True):
    """An index; `columns` holds None for an expression. `constraint` says that a constraint made it."""

    name: Name
    table: Name
    made: Location
    columns: tuple[str | None, ...] = ()
    unique: bool = False
    concurrent: bool = False
    constraint: bool = False
    partial: bool = False


class Sequence(Struct, frozen=True):
    """A sequence; `owned_by` is the table and column that it falls with."""

    name: Name
    made: Location
    owned_by: tuple[Name, str] | None = None
    owner: str | None = None


class Type(Struct, frozen=True):
    """A type. `labels` are an enum's, in order; `added` those that ALTER TYPE added, with their places."""

    name: Name
    made: Location
    kind: Literal["enum", "composite", "domain", "range", "base"] = "base"
    labels: tuple[str, ...] = ()
    added: Mapping[str, Location] = field(default_factory=dict)
    owner: str | None = None


class Schema(Struct, frozen=True):
    """A schema."""

    name: str
    made: Location | None
    owner: str | None = None


class Extension(Struct, frozen=True):
    """An extension, and the schema it was put in where one was named. `made` is None where it was there before all migrations.

    `perhaps` says that it was made IF NOT EXISTS: it may have been there already, where no migration tells.
    """

    name: str
    made: Location | None
    schema: str | None = None
    perhaps: bool = False


class Role(Struct, frozen=True):
    """A role. `made` is None where the platform brings it.

    `member_of` are those that were granted to it and give it something: what they may is its own where they are among `inherits`, and it may
    take them on where they are among `takes`. `inherit` decides that where a GRANT does not say (PostgreSQL manual, CREATE ROLE).
    """

    name: str
    made: Location | None
    superuser: bool = False
    bypassrls: bool = False
    login: bool = False
    inherit: bool = True
    inherits: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    search_path: tuple[str, ...] | None = None

    @property
    def member_of(self) -> frozenset[str]:
        return self.inherits | self.takes


class Grant(Struct, frozen=True):
    """A privilege (lower case, as `select`) that a role has on an object; `columns` empty means on all of it.

    `by_default` says that a default privilege gave it when the object was made; `made` is then the
    place that made the object. `of_platform` says that this default is the platform's own, and stands in no file.
    """

    role: str
    privilege: str
    made: Location
    columns: tuple[str, ...] = ()
    grantable: bool = False
    by_default: bool = False
    of_platform: bool = False


class DefaultPrivilege(Struct, frozen=True):
    """What ALTER DEFAULT PRIVILEGES gives: objects of `kind` that `maker` makes (in `schema`, None: any) are granted to `role`.

    `maker` is None for whoever ran the statement where no script says who that is.
    """

    maker: str | None
    schema: str | None
    kind: ObjectKind
    role: str
    privilege: str
    made: Location | None
    grantable: bool = False


class Undecided(Struct, frozen=True):
    """Something that may or may not have been done. `aspects` empty means any aspect; `name` None, any object."""

    location: Location
    why: str
    aspects: frozenset[Aspect] = frozenset()
    name: Name | str | None = None
    schema: str | None = None
