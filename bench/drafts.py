"""What a made-up migration can do, and how it is undone: one function a kind, exact in both directions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

NOUNS = (
    "account", "address", "approval", "asset", "booking", "budget", "carrier", "channel", "claim", "comment",
    "contract", "customer", "delivery", "device", "discount", "document", "event", "feature", "invoice", "item",
    "ledger", "message", "milestone", "note", "offer", "order", "parcel", "payment", "person", "plan", "price",
    "product", "project", "quote", "receipt", "refund", "release", "report", "request", "review", "role", "route",
    "schedule", "shipment", "subscription", "supplier", "task", "team", "ticket", "warehouse",
)  # fmt: skip
COLUMNS = ("amount", "code", "description", "due_on", "email", "external_id", "kind", "label", "origin", "owner",
           "position", "priority", "quantity", "rating", "reference", "score", "source", "starts_at", "tags", "weight")  # fmt: skip
TYPES = (
    "text",
    "integer",
    "bigint",
    "numeric(12,2)",
    "boolean",
    "date",
    "timestamptz",
    "uuid",
    "jsonb",
    "text[]",
)


@dataclass(frozen=True)
class Draft:
    """One migration before it is written: what it does in words, and the statements of both directions."""

    title: str
    name: str
    up: tuple[str, ...]
    down: tuple[str, ...]


@dataclass
class World:
    """What the migrations so far have made."""

    random: Random
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def table(self) -> str:
        return self.random.choice(list(self.columns))

    def fresh(self, stem: str) -> str:
        """A name that nothing had before."""
        self.count += 1
        return f"{stem}_{self.count:04}"


def create_table(world: World) -> Draft:
    table = world.fresh(world.random.choice(NOUNS))
    names = world.random.sample(COLUMNS, world.random.randint(2, 8))
    columns = {name: world.random.choice(TYPES) for name in names}
    world.columns[table] = {"id": "bigint", **columns}
    body = "".join(f",\n  {name} {type}" for name, type in columns.items())
    indexed = world.random.choice(names)
    return Draft(
        f"Keep each {table.rsplit('_', 1)[0]}",
        f"create_{table}",
        (
            f"CREATE TABLE public.{table} (\n  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY{body},\n"
            "  created_at timestamptz NOT NULL DEFAULT pg_catalog.now()\n);",
            f"CREATE INDEX {table}_{indexed}_idx ON public.{table} ({indexed});",
            f"ALTER TABLE public.{table} ENABLE ROW LEVEL SECURITY;",
            f"ALTER TABLE public.{table} FORCE ROW LEVEL SECURITY;",
            f"CREATE POLICY {table}_service ON public.{table}\n  FOR SELECT TO app_service\n"
            "  USING (created_at <= pg_catalog.now());",
            f"GRANT SELECT ON public.{table} TO app_service;",
            f"COMMENT ON TABLE public.{table} IS 'Made up, one row each.';",
        ),
        (f"DROP TABLE public.{table};",),
    )


def add_column(world: World) -> Draft:
    table = world.table()
    column, type = world.fresh(world.random.choice(COLUMNS)), world.random.choice(TYPES)
    world.columns[table][column] = type
    return Draft(
        f"Give {table} its {column}",
        f"add_{column}_to_{table}",
        (f"ALTER TABLE public.{table} ADD COLUMN {column} {type};",),
        (f"ALTER TABLE public.{table} DROP COLUMN {column};",),
    )


def _add_check(world: World) -> Draft:
    table = world.table()
    name = world.fresh(f"{table}_id_check")
    return Draft(
        f"Ids of {table} are positive",
        f"add_{name}",
        (f"ALTER TABLE public.{table} ADD CONSTRAINT {name} CHECK (id > 0) NOT VALID;",),
        (f"ALTER TABLE public.{table} DROP CONSTRAINT {name};",),
    )


def _create_type(world: World) -> Draft:
    name = world.fresh("status")
    labels = world.random.sample(
        ("draft", "open", "held", "done", "void", "lost"), world.random.randint(2, 5)
    )
    quoted = ", ".join(f"'{label}'" for label in labels)
    return Draft(
        f"Name the states of {name}",
        f"create_{name}",
        (f"CREATE TYPE public.{name} AS ENUM ({quoted});",),
        (f"DROP TYPE public.{name};",),
    )


def _create_function(world: World) -> Draft:
    name, table = world.fresh("count_of"), world.table()
    return Draft(
        f"Count the rows of {table}",
        f"create_{name}",
        (
            f"CREATE FUNCTION public.{name}() RETURNS bigint\nLANGUAGE sql STABLE\nSET search_path = ''\n"
            f"AS $$ SELECT pg_catalog.count(*) FROM public.{table} $$;",
            f"REVOKE EXECUTE ON FUNCTION public.{name}() FROM PUBLIC;",
        ),
        (f"DROP FUNCTION public.{name}();",),
    )


def _create_view(world: World) -> Draft:
    table = world.table()
    name = world.fresh(f"v_{table}")
    columns = ", ".join(list(world.columns[table])[:3])
    return Draft(
        f"Show {table} with its readers' own rights",
        f"create_{name}",
        (
            f"CREATE VIEW public.{name} WITH (security_invoker = true) AS\n  SELECT {columns} FROM public.{table};",
            f"GRANT SELECT ON public.{name} TO app_reader;",
        ),
        (f"DROP VIEW public.{name};",),
    )


def comment(world: World) -> Draft:
    """Say what a column is for; the comment that was there before comes back with the down."""
    table = world.table()
    column = world.random.choice(list(world.columns[table]))
    place = f"public.{table}.{column}"
    number = world.count = world.count + 1
    before = f"'{world.comments[place]}'" if place in world.comments else "NULL"
    world.comments[place] = f"Said for the {number}th time."
    return Draft(
        f"Say what {table}.{column} is for",
        f"comment_on_{table}_{column}_{number:04}",
        (f"COMMENT ON COLUMN {place} IS '{world.comments[place]}';",),
        (f"COMMENT ON COLUMN {place} IS {before};",),
    )


def set_default(world: World) -> Draft:
    table = world.table()
    column = world.fresh(world.random.choice(COLUMNS))
    world.columns[table][column] = "text"
    return Draft(
        f"Fill {column} of {table} by itself",
        f"default_{column}_of_{table}",
        (
            f"ALTER TABLE public.{table} ADD COLUMN {column} text;",
            f"ALTER TABLE public.{table} ALTER COLUMN {column} SET DEFAULT 'unknown';",
        ),
        (
            f"ALTER TABLE public.{table} ALTER COLUMN {column} DROP DEFAULT;",
            f"ALTER TABLE public.{table} DROP COLUMN {column};",
        ),
    )


LATER: tuple[tuple[Callable[[World], Draft], int], ...] = (
    (add_column, 6), (_create_view, 3), (_add_check, 2), (_create_function, 2), (_create_type, 2),
    (comment, 2), (set_default, 1),
)  # fmt: skip
