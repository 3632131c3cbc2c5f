"""A history as long as wanted of a schema that stays small: what was added is taken away again, oldest first.

The first migration makes the tables; each of the others adds one thing to them, or takes one away, so that no more than
so many stand at once; the last adds a column, whatever the length. A column that is dropped is the one thing that no
down gives back with its values, and its migration says so.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from bench.drafts import COLUMNS, LATER, Draft, World, add_column, comment, create_table, set_default
from bench.generate import FOLDER, History, settings, text_of, when

TABLES, THINGS = 25, 60
_DECLARED = '-- db-verify: irreversible reason="the column was not read any more"\n\n'


def churn(migrations: int, *, seed: int = 0, tables: int = TABLES, things: int = THINGS) -> History:
    """So many migrations of `tables` tables and at most `things` things beside what each begins with.

    The same arguments give the same files.
    """
    random = Random(seed)
    world = World(random)
    standing: list[tuple[Draft, bool]] = []
    makers, weights = zip(*LATER, (_create_index, 3), (_create_policy, 2), strict=True)
    files: dict[str, str] = {}
    ids = []
    for number in range(migrations):
        head = ""
        if number == 0:
            draft = _baseline(world, tables)
        elif len(standing) >= things and number < migrations - 1:
            draft, is_column = standing.pop(0)
            head = _DECLARED if is_column else ""
        else:
            make = random.choices(makers, weights)[0] if number < migrations - 1 else add_column
            known = {table: dict(columns) for table, columns in world.columns.items()}
            draft = make(world)
            # What stands on a column goes with it: nothing is put on one that will be dropped.
            world.columns = known
            if make is not comment:
                standing.append((_taken_away(draft), make in (add_column, set_default)))
        id = when(number, migrations)
        text = text_of(draft, "down-missing") if head else text_of(draft)
        files[f"{FOLDER}/{id}__{draft.name}.sql"] = head + text
        ids.append(id)
    return History({**files, **settings()}, tuple(ids))


def _baseline(world: World, tables: int) -> Draft:
    drafts = [create_table(world) for _ in range(tables)]
    return Draft(
        f"The first {tables} tables",
        "baseline",
        tuple(statement for draft in drafts for statement in draft.up),
        tuple(statement for draft in reversed(drafts) for statement in draft.down),
    )


def _taken_away(draft: Draft) -> Draft:
    title = f"No more: {draft.title[0].lower()}{draft.title[1:]}"
    return replace(draft, title=title, name=f"drop_{draft.name}", up=draft.down, down=draft.up)


def _create_index(world: World) -> Draft:
    table = world.table()
    column = world.random.choice([name for name in world.columns[table] if name in COLUMNS])
    name = world.fresh(f"{table}_{column}_idx")
    return Draft(
        f"Find {table} by its {column}",
        f"create_{name}",
        (f"CREATE INDEX {name} ON public.{table} ({column});",),
        (f"DROP INDEX public.{name};",),
    )


def _create_policy(world: World) -> Draft:
    table = world.table()
    name = world.fresh(f"{table}_recent")
    return Draft(
        f"Readers see what is new in {table}",
        f"create_policy_{name}",
        (
            f"CREATE POLICY {name} ON public.{table}\n  FOR SELECT TO app_reader\n"
            "  USING (created_at > pg_catalog.now() - interval '30 days');",
        ),
        (f"DROP POLICY {name} ON public.{table};",),
    )
